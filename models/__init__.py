"""Storage: SQLAlchemy 2, typed, one file per aggregate. Importing this package loads every table."""

from models.arrangement import Arrangement
from models.base import Base
from models.checked import CheckedFinding, CheckedTarget
from models.edition import Edition, EditionDraft, EditionStatement, Release
from models.event import Event
from models.filling import AnalysisResult, FilledTarget, Filling
from models.intake import Intake
from models.job import Job, JobFile, JobFilePiece
from models.known_word import KnownWord
from models.memory import MemoryEntry, MemoryFile, MemoryMark, MemoryPosting, MemorySource, MemorySourcePosting
from models.memory_upload import MemoryUpload
from models.presence import Presence
from models.profile import TranslationProfile
from models.publication import PreviewLink, Publication
from models.remark import Comment, CommentMention, Note
from models.replacement import ReplacedTarget, Replacement
from models.review import Review
from models.revision import SourceRevision, TargetRevision
from models.sample import Sample, SampleEntry
from models.search import SearchEntry, SearchMark
from models.sighting import Sighting
from models.statement import Segment, SegmentAlias, SourceFile, Statement
from models.targets_file import TargetsFile
from models.targets_import import ImportedTarget, TargetsImport
from models.term import Concept, Term, TermRefusal, TermsFile, TermSuggestion
from models.translation import Target, Translation
from models.user import RoleGrant, SignInFailure, User
from models.waiver import Waiver

__all__ = [
    "AnalysisResult",
    "Arrangement",
    "Base",
    "CheckedFinding",
    "CheckedTarget",
    "Comment",
    "CommentMention",
    "Concept",
    "Edition",
    "EditionDraft",
    "EditionStatement",
    "Event",
    "FilledTarget",
    "Filling",
    "ImportedTarget",
    "Intake",
    "Job",
    "JobFile",
    "JobFilePiece",
    "KnownWord",
    "MemoryEntry",
    "MemoryFile",
    "MemoryMark",
    "MemoryPosting",
    "MemorySource",
    "MemorySourcePosting",
    "MemoryUpload",
    "Note",
    "Presence",
    "PreviewLink",
    "Publication",
    "Release",
    "ReplacedTarget",
    "Replacement",
    "Review",
    "RoleGrant",
    "Sample",
    "SampleEntry",
    "SearchEntry",
    "SearchMark",
    "Segment",
    "SegmentAlias",
    "Sighting",
    "SignInFailure",
    "SourceFile",
    "SourceRevision",
    "Statement",
    "Target",
    "TargetRevision",
    "TargetsFile",
    "TargetsImport",
    "Term",
    "TermRefusal",
    "TermSuggestion",
    "TermsFile",
    "Translation",
    "TranslationProfile",
    "User",
    "Waiver",
]

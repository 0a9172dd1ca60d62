"""The one family of errors. They carry facts; the words are in blueprints/errors.py."""


class DeskError(Exception):
    """Something the desk will not do. `facts` are what the words for it may name."""

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts


class NotFound(DeskError):
    """There is no such thing, or it is not for this person to know. Facts: what, key."""


class NotAllowed(DeskError):
    """The roles of this person do not allow the step. Facts: action."""


class WrongState(DeskError):
    """The table of moves has no such move. Facts: current, wanted."""


class FourEyes(DeskError):
    """The approver wrote words of this text: a second person must read it. Facts: segment."""


class NotSeen(DeskError):
    """Nobody approves what has not been on their screen. Facts: segment."""


class NothingApproved(DeskError):
    """A sample is drawn from approved texts, and there are none."""


class StaleTarget(DeskError):
    """Somebody saved this target after the version named. Facts: conflict (services.editing.Conflict)."""


class LockedTarget(DeskError):
    """The target is locked: no edits until someone who may unlocks it. Facts: segment."""


class NothingToSubmit(DeskError):
    """The target has no text, so there is nothing to hand in or approve. Facts: segment."""


class BlockedByChecks(DeskError):
    """Checks find errors in the text, which nobody has waived. Facts: segment, target, findings (domain.checks)."""


class NothingWritten(DeskError):
    """A comment or a note without any words."""


class NotTheAuthor(NotAllowed):
    """A comment that somebody else wrote is theirs to change. Facts: action."""


class StaleNote(DeskError):
    """Somebody changed this note after it was opened. Facts: note."""


class TextTooLong(DeskError):
    """A text is over the limit. Facts: length, limit (characters)."""


class BadValue(DeskError):
    """A value of a form or command is not one of the possible ones. Facts: field, value."""


class FileProblem(DeskError):
    """A file cannot be taken in. The subclasses say why."""


class EmptyFile(FileProblem):
    """Nothing in it: no bytes, or only white space."""


class FileTooLarge(FileProblem):
    """Over the limit. Facts: limit_mb."""


class ArchiveTooLarge(FileTooLarge):
    """What is packed in the file is more than any text. Facts: limit_mb (of what was going to be unpacked)."""


class ProtectedFile(FileProblem):
    """A password is needed to open it. Facts: format."""


class UnknownEncoding(FileProblem):
    """The encoding asked for is unknown, or the bytes are not text in it. Facts: encoding."""


class UnknownFormat(FileProblem):
    """No reader or writer of that name, or not for that direction. Facts: format."""


class WrongContent(FileProblem):
    """The content is not what the name says, such as a ZIP called .txt. Facts: format, found."""


class NotForTheMemory(WrongContent):
    """A picture, a workbook or the like came where a file of pairs was wanted. Facts: format, found."""


class WithoutPairs(FileProblem):
    """A file of pairs that holds not one: no text that names its language, beside its translation."""


class BrokenFile(FileProblem):
    """The file cannot be read as its format. Facts: format, line (or None), detail (for the log and the curious)."""


class LineWithoutTab(BrokenFile):
    """A line of a file of pairs has no tab between a source and its target. Facts: format, line, detail."""


class ParagraphTooLong(TextTooLong, FileProblem):
    """A paragraph of a file is longer than its translation could be. Facts: position (from 1), length, limit."""


class TooManySegments(FileProblem):
    """More paragraphs than the desk takes. Facts: count, limit."""


class WrongLanguage(FileProblem):
    """The file is for other languages. Facts: expected, found."""


class MissingColumns(FileProblem):
    """A table has no column for the source, the target or both. Facts: missing, found (lists of names)."""


class FormulaWithoutValue(FileProblem):
    """A cell of a table holds a formula whose result is not in the file. Facts: cell (`C5`)."""


class NoTable(FileProblem):
    """A document holds no table with the texts side by side. Facts: format."""


class SeveralTexts(FileProblem):
    """A document is an edition of several texts: nobody can tell which of them a row is for. Facts: format."""


class CannotSplit(DeskError):
    """A block cannot be split there, or two blocks cannot be merged. Facts: position."""


class StaleArrangement(DeskError):
    """Somebody changed one of these paragraphs after they were looked at. Facts: segments."""


class BeingWritten(DeskError):
    """Somebody else holds unsaved text there. Facts: names, segments."""


class FinalText(DeskError):
    """A release has printed one of these texts: whoever goes on must say so. Facts: segments."""


class CannotUndo(DeskError):
    """A split or merge cannot be undone (any more). The subclasses say why."""


class LaterArrangement(CannotUndo):
    """A later split or merge stands on it: that one has to be undone first."""


class ChangedSince(CannotUndo):
    """Somebody changed one of the paragraphs since, and that would be lost. Facts: segment."""


class UndoneAlready(CannotUndo):
    """Somebody has undone it."""


class TooLongToSet(DeskError):
    """Pages took more time or memory to set than a preview may take. Facts: seconds, detail."""


class StaleEdition(DeskError):
    """Somebody changed or released the edition after the version named. Facts: title."""


class HasObstacles(DeskError):
    """Something stands in the way of a release. Facts: count."""


class NothingNew(DeskError):
    """The edition is as its last release. Facts: number."""


class TooManyJobs(DeskError):
    """A person has asked for as many jobs as may wait or run for one. Facts: limit."""


class JobProblem(DeskError):
    """A job could not be done. The subclasses say why."""


class JobNeedsMemory(JobProblem):
    """It needed more memory than a job may have. Facts: limit_mb."""


class JobNeedsTime(JobProblem):
    """It took longer than a job may. Facts: minutes."""


class JobFileTooLarge(JobProblem):
    """The file that it made is larger than what is kept. Facts: size_mb, limit_mb."""


class NoRoom(JobProblem):
    """There is no room left on the disk where the file should be kept."""


class JobLost(JobProblem):
    """Its worker ended in the middle, each time that it was tried. Facts: tries."""


class StaleIntake(DeskError):
    """A preview was changed, as in another tab, after the version named. Facts: version."""


class TooManyIntakes(DeskError):
    """A person has as many previews open as one may have. Facts: limit."""


class Duplicate(DeskError):
    """There is one already. Facts: what, key."""


class AlreadyAssigned(DeskError):
    """Somebody else has taken the translation in the meantime. Facts: name."""


class TooManyAttempts(DeskError):
    """Too many tries in a short time. Facts: retry_after_s."""


class LastAdmin(DeskError):
    """Nobody could manage people any more without this person."""


class OtherPerson(DeskError):
    """The form was opened by somebody else, who was signed in in the same browser before."""


class KeyProblem(DeskError):
    """A key cannot be given to a command. The subclasses say why. Facts: text."""


class UnreadableKey(KeyProblem):
    """No key is called that."""


class AltGrKey(KeyProblem):
    """Ctrl+Alt with a character: keyboards with AltGr type with it."""


class TypingKey(KeyProblem):
    """It types a character, where the command is for the time of typing."""


class OwnedKey(KeyProblem):
    """The browser keeps it for itself, and no page hears of it. Facts: does (words)."""


class BrowserKey(KeyProblem):
    """The browser does something with it, which it would do no more on the desk. Facts: does (words)."""


class TakenKey(KeyProblem):
    """Another command has it. Facts: command (its words)."""


class StaleConcept(DeskError):
    """Somebody changed or deleted this concept after it was opened. Facts: concept."""


class TooManyConcepts(FileProblem):
    """A file of terms has more concepts than come in at once. Facts: count, limit."""


class UnfitConcept(DeskError):
    """A concept cannot be stored as it is. Facts: problems (domain.termlist.Problem)."""

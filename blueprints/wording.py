"""The words for every error of domain/errors.py: what happened, what was kept, what to do next.

The web shows them on a page or in JSON, the command line prints them.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from blueprints import check_words
from domain import errors as e
from domain.errors import DeskError
from domain.permissions import Action

_WORDS: dict[type[DeskError], LazyString] = {
    DeskError: _l("The desk could not do that. Nothing was changed."),
    e.NotFound: _l("There is nothing here, or it has moved. Look for it in the list of statements."),
    e.NotAllowed: _l("Your roles do not allow this step. Nothing was changed; an administrator can give you the role."),
    e.WrongState: _l(
        "That step does not lead on from where the paragraph is now. Nothing was changed; look at its state "
        "and try again."
    ),
    e.FourEyes: _l(
        "Some of these words are your own, so somebody else has to approve them. The text stays as it is, "
        "waiting for review."
    ),
    e.NotSeen: _l("This text has not been on your screen as it is now, so it was not approved. Read it, then decide."),
    e.NothingApproved: _l("Nothing is approved here yet, so there is nothing to draw from. Nothing was changed."),
    e.StaleTarget: _l(
        "Somebody changed this paragraph after you opened it. Nothing was overwritten: read the new text, then decide."
    ),
    e.LockedTarget: _l("This paragraph is locked and was not changed. A publisher can unlock it."),
    e.NothingToSubmit: _l("There is no text here yet. Write the translation first, then hand it in."),
    e.BlockedByChecks: _l(
        "It was not handed in for review. Put right what the checks found, or waive it beside the paragraph with a "
        "reason: %(said)s"
    ),
    e.NothingWritten: _l("Nothing is written there yet. Write the words first, then send them."),
    e.StaleNote: _l(
        "Somebody else has changed this note since you opened it, so yours was not saved. Your words are still in the "
        "box: read the other text above it, then save again."
    ),
    e.NotTheAuthor: _l("Somebody else wrote this comment, so it is theirs to change. Nothing was changed."),
    e.TextTooLong: _l(
        "The text has %(length)s characters and the limit is %(limit)s. It was not saved: shorten it and save again."
    ),
    e.ParagraphTooLong: _l(
        "Paragraph %(position)s has %(length)s characters; the longest that the desk takes has %(limit)s. "
        "Nothing was stored. Put line breaks where paragraphs end."
    ),
    e.BadValue: _l("“%(value)s” is not a possible value here. Nothing was changed; choose another."),
    e.FileProblem: _l("The file could not be taken in. Nothing was changed."),
    e.EmptyFile: _l("There is no text in the file. Nothing was stored; choose another file."),
    e.FileTooLarge: _l(
        "The file is larger than the limit of %(limit_mb)s MB. Nothing was stored; divide it, or ask an administrator."
    ),
    e.ArchiveTooLarge: _l(
        "Unpacked, the file would be larger than %(limit_mb)s MB, as no text is. Nothing was stored; save the text "
        "anew, without what else is in it."
    ),
    e.ProtectedFile: _l(
        "The file is protected by a password. Nothing was stored; save it without one, and bring it in again."
    ),
    e.UnknownEncoding: _l(
        "The file is not text in the encoding “%(encoding)s”. Nothing was stored; choose another encoding."
    ),
    e.UnknownFormat: _l(
        "The desk has no format called “%(format)s” for this. Nothing was changed; choose one from the list."
    ),
    e.WrongContent: _l(
        "The content is not what the file's name says (%(format)s). Nothing was stored; look whether it is "
        "the right file."
    ),
    e.NotForTheMemory: _l(
        "This is not a file of pairs but something else (%(found)s). Nothing was stored. The memory takes TMX, tables "
        "(CSV), and lines of a text, a tab and its translation (TSV, or “Unicode text” of a spreadsheet)."
    ),
    e.WithoutPairs: _l(
        "There is not one pair in the file: a text and its translation; in TMX, each with its language. Nothing was "
        "stored; choose another file."
    ),
    e.LineWithoutTab: _l(
        "In line %(line)s there is no tab between a text and its translation. Nothing was stored; add it, or bring the "
        "pairs in as TMX or as a table (CSV)."
    ),
    e.BrokenFile: _l(
        "The file could not be read as %(format)s. Nothing was stored; open it in its own program and save it anew."
    ),
    e.TooManySegments: _l(
        "The file has %(count)s paragraphs and the limit is %(limit)s. Nothing was stored; divide it."
    ),
    e.WrongLanguage: _l(
        "The file is for other languages: expected %(expected)s, found %(found)s. Nothing was changed."
    ),
    e.MissingColumns: _l(
        "The table has no column called “%(missing)s”; its columns are: %(found)s. Nothing was changed; name the "
        "columns “source” and “target” in the first row."
    ),
    e.FormulaWithoutValue: _l(
        "The cell %(cell)s holds a formula without a result. Nothing was changed; put its text in its place and save "
        "the table anew."
    ),
    e.NoTable: _l(
        "There is no table in the document with the source and the translation side by side. Nothing was changed; "
        "bring in the document that the desk made, side by side."
    ),
    e.SeveralTexts: _l(
        "The document is an edition of several texts, which is for readers. Nothing was changed; take each text out by "
        "itself and bring that in."
    ),
    e.CannotSplit: _l("It cannot be split or merged there. Nothing was changed."),
    e.StaleArrangement: _l(
        "Somebody changed this paragraph or its neighbour after you opened it here. Nothing was split or merged: "
        "look at it again, then decide."
    ),
    e.BeingWritten: _l(
        "%(names)s: unsaved text stands there at this moment. Nothing was split or merged; try again when it is saved."
    ),
    e.FinalText: _l(
        "A release has printed this text. Nothing was split or merged. The release keeps its own copy; to go on "
        "all the same, tick the box that says so."
    ),
    e.CannotUndo: _l("That cannot be undone any more. Nothing was changed."),
    e.LaterArrangement: _l("A later split or merge stands on this one. Nothing was changed: undo the later one first."),
    e.ChangedSince: _l(
        "Somebody has changed one of the paragraphs since, and undoing would lose that. Nothing was changed."
    ),
    e.UndoneAlready: _l("That has been undone already. Nothing was changed."),
    e.TooLongToSet: _l(
        "These pages take longer to set than a preview may. Choose another place, or build the file: that has the time."
    ),
    e.StaleEdition: _l(
        "“%(title)s” was changed or released by somebody else after you opened it, so your last step was not made. "
        "Look at it as it is now, and go on from there."
    ),
    e.HasObstacles: _l(
        "It cannot be released yet: what stands in the way is %(count)s in number. The page of the edition lists each "
        "with a link. Nothing was changed."
    ),
    e.NothingNew: _l("Nothing has changed since release %(number)s, so there is nothing to release."),
    e.TooManyJobs: _l(
        "%(limit)s files are being made for you or wait to be, which is as many as one person may have at a time. "
        "Nothing was added; wait for one of them, or stop one, then ask again."
    ),
    e.JobProblem: _l("The work could not be done. Nothing was changed, and no half-finished file was kept."),
    e.JobNeedsMemory: _l(
        "It needed more memory than the %(limit_mb)s MB that one job may use here. No half-finished file was kept. "
        "Divide the edition into smaller ones, leave out a layout, or ask whoever runs this desk to set JOB_MEMORY_MB "
        "higher."
    ),
    e.JobNeedsTime: _l(
        "It was not done after %(minutes)s minutes, which is as long as one job may take here. No half-finished file "
        "was kept. Divide the edition into smaller ones, or ask whoever runs this desk to set JOB_MINUTES higher."
    ),
    e.JobFileTooLarge: _l(
        "The file has %(size_mb)s MB, and %(limit_mb)s MB are kept here at the most. It was not kept. Divide the "
        "edition into smaller ones, or ask whoever runs this desk to set JOB_FILE_MB higher."
    ),
    e.NoRoom: _l(
        "There is no room left on the disk for the file. No half-finished file was kept, and nothing else was touched. "
        "Tell whoever runs this desk, and try again when there is room."
    ),
    e.JobLost: _l(
        "The work was begun %(tries)s times and ended in the middle each time, with the whole machine or for want of "
        "memory. No half-finished file was kept. Tell whoever runs this desk; it can be tried again."
    ),
    e.StaleIntake: _l(
        "This preview was changed in another tab after you opened it here, so your last step was not made. "
        "This is how it is now; go on from here."
    ),
    e.TooManyIntakes: _l(
        "%(limit)s previews are open, which is as many as one person may have. Nothing was stored; finish or "
        "remove one first."
    ),
    e.Duplicate: _l("There is one already: %(key)s. Nothing was changed."),
    e.AlreadyAssigned: _l(
        "%(name)s has taken this translation in the meantime. Nothing was changed; choose another, or talk to them."
    ),
    e.OtherPerson: _l(
        "Somebody else has signed in in this browser, so nothing was saved under their name. Sign in as "
        "yourself, then send it again."
    ),
    e.LastAdmin: _l(
        "Nobody else could look after people any more, so nothing was changed. Make somebody else an "
        "administrator first."
    ),
    e.TooManyAttempts: _l("Too many tries in a short time. Wait %(retry_after_s)s seconds, then try again."),
    e.KeyProblem: _l("That key cannot be given to the command. The keys are as they were."),
    e.UnreadableKey: _l(
        "No key is called “%(text)s”. Write it like Ctrl+Enter, Alt+Shift+S or a single character; the keys are as "
        "they were."
    ),
    e.AltGrKey: _l(
        "%(text)s is AltGr on many keyboards, which people type characters with. The keys are as they were: choose "
        "another."
    ),
    e.TypingKey: _l("%(text)s types a character in the box. The keys are as they were: choose another."),
    e.OwnedKey: _l("%(text)s belongs to the browser: it %(does)s, and no page hears of it. Choose another."),
    e.BrowserKey: _l("In a browser %(text)s %(does)s. On the desk it would do so no more."),
    e.StaleConcept: _l(
        "Somebody changed this concept after you opened it. Nothing was changed: look at it again, then decide."
    ),
    e.TooManyConcepts: _l(
        "The file has %(count)s concepts, and at most %(limit)s come in here at once. Nothing was stored; divide it, "
        "or bring it in at the command line."
    ),
    e.UnfitConcept: _l("The concept cannot be stored so. Nothing was changed."),
    e.TakenKey: _l(
        "%(text)s is the key for “%(command)s”. The keys are as they were: choose another, or take it away."
    ),
}

_NOT_FOUND: dict[str, LazyString] = {
    "statement": _l("There is no statement “%(key)s”. Look for it in the list of statements."),
    "edition": _l("There is no edition “%(key)s”. Look for it in the list of editions."),
    "edition_draft": _l("What was typed there and not saved is gone, or was typed by somebody else."),
    "page": _l("There is no page %(key)s here. The text has changed meanwhile: show the pages again."),
    "release": _l("There is no release %(key)s of this edition. Look at those that were made."),
    "translation": _l("There is no translation “%(key)s”. Look at the statement for the languages it is in."),
    "segment": _l(
        "There is no paragraph “%(key)s” here. It may have been deleted; the rest of the statement is there."
    ),
    "target": _l("This paragraph is not there any more. The rest of the statement is."),
    "finding": _l(
        "The checks do not find this there any more, or it is waived already. Look at what stands beside the paragraph."
    ),
    "waiver": _l("There is no such waiver here. Look at what stands beside the paragraph."),
    "comment": _l("This comment is not there any more. The paragraph is, with everything else that was said."),
    "note": _l("This note is not there any more: it was removed. The paragraph is there."),
    "revision": _l("There is no such text in the history of this paragraph. Choose one from the list."),
    "targets_import": _l("There is no such import into this translation. Look at those that were made."),
    "replacement": _l("There is no such replacement in this translation. Look at those that were made."),
    "concept": _l("There is no such concept: it was deleted or merged. Look for it in the list of terms."),
    "user": _l("There is no such person. Look for them in the list of people."),
    "memory_file": _l("This file is not in the memory any more. Look at those that are."),
    "memory_upload": _l(
        "This upload is not waiting any more: it was brought in, thrown away or has expired. Bring the file in again."
    ),
    "memory_entry": _l(
        "This entry is not in the memory any more: somebody has edited or deleted it, or its paragraph changed. "
        "Look for it in the memory."
    ),
    "memory_origin": _l("Nothing in the memory comes from “%(key)s”. Name a file that was brought in, or a statement."),
    "term_suggestion": _l("This suggestion is not there any more: somebody looked for terms again meanwhile."),
    "terms_file": _l(
        "This file is not waiting any more: it was brought in, removed or has expired. Bring it in again."
    ),
    "targets_file": _l(
        "This file is not waiting any more: it was imported, removed or has expired. Bring it in again."
    ),
    "job": _l("There is no such work of yours, or it is so old that it was cleared away. Ask for the file again."),
    "job_file": _l("This file is kept no longer. Ask for it again: it is made anew."),
    "intake": _l("This preview is not there any more: it was stored, removed or has expired. Bring the text in again."),
}

_NOT_ALLOWED: dict[Action, LazyString] = {
    Action.TRANSLATE: _l("Writing in this language is for its translators and reviewers. Nothing was changed."),
    Action.COMMENT: _l("Writing comments is for members who work on statements. Nothing was sent."),
    Action.REVIEW: _l("Approving and sending back is for reviewers of this language. Nothing was changed."),
    Action.IMPORT_STATEMENT: _l("Bringing in a text is for members who work on statements. Nothing was stored."),
    Action.MANAGE_MEMORY: _l(
        "Changing the memory and the terms is for reviewers, publishers and administrators. Nothing was changed."
    ),
    Action.PUBLISH: _l("This is for publishers. Nothing was changed."),
    Action.MANAGE_PEOPLE: _l("This page is for administrators. Nothing was changed."),
}

_BROKEN_AT_LINE = _l(
    "The file could not be read as %(format)s: it breaks off or goes wrong at line %(line)s. Nothing was "
    "stored; mend that line and try again."
)

# A title and the sentences, for what never became an error of ours.
HTTP_WORDS = {
    400: (
        _l("This request makes no sense"),
        _l("The desk could not read what was sent. Nothing was changed. Go back and try again."),
    ),
    401: (_l("Sign in again"), _l("The time signed in has ended. Nothing that you wrote is lost. Sign in and go on.")),
    403: (
        _l("Not allowed"),
        _l("This page is not for your roles. Nothing was changed. An administrator can give you the role."),
    ),
    404: (
        _l("Not found"),
        _l("There is nothing at this address. It may have moved. Look for it in the list of statements."),
    ),
    405: (
        _l("Not possible this way"),
        _l(
            "This address does not take that kind of request. Nothing was changed. Go back and use the buttons "
            "of the page."
        ),
    ),
    413: (
        _l("Too large"),
        _l(
            "What was sent is larger than the desk takes. Nothing was stored. Divide it, or ask an administrator "
            "for a higher limit."
        ),
    ),
    415: (
        _l("Not possible this way"),
        _l(
            "The desk does not take that kind of content. Nothing was changed. Go back and use the buttons of the page."
        ),
    ),
    429: (_l("Too many tries"), _l("There were too many tries in a short time. Wait a minute, then try again.")),
    500: (
        _l("Something broke"),
        _l(
            "The desk made a mistake. What was saved before is safe. Try again; if it happens again, tell an "
            "administrator the time."
        ),
    ),
    503: (_l("Not now"), _l("The desk is busy or being looked after. What was saved is safe. Try again in a minute.")),
}

# Files that are known by their first bytes, and what to do so that their text can be read.
INSTEAD = {
    "rtf": _l(
        "This is a rich text file (RTF), which the desk does not read. Nothing was stored. Open it in Word or "
        "LibreOffice, save it as DOCX, and bring that in."
    ),
    "doc": _l(
        "This is an old Word file (DOC), or one with a password, which the desk does not read. Nothing was stored. "
        "Open it in Word or LibreOffice, save it as DOCX without a password, and bring that in."
    ),
    "pdf": _l(
        "This is a PDF, which has the look of pages and not their paragraphs. Nothing was stored. Bring in the file "
        "that it was made from (DOCX, ODT, HTML), or copy its text and paste it."
    ),
}

# What a statement's own page takes, brought in as a text.
_EXCHANGED = ("po", "xliff", "xliff2", "tmx")
_FILE_OF_TRANSLATIONS = _l(
    "This is a file of translations (%(format)s), not a text. Nothing was stored. Bring it in at the statement that "
    "it belongs to."
)

CSRF_WORDS = (
    _l("This page was open too long"),
    _l("The form could not be trusted any more, so nothing was changed. What you wrote is below: send it again."),
)


def words_for(error: DeskError) -> str:
    """Return the sentences for `error`, in the language of the person or command that meets it."""
    words, facts = _choose(error), _Facts(error.facts)
    if isinstance(error, e.BlockedByChecks):
        facts["said"] = check_words.in_short(error.facts["findings"])
    return str(words) % facts


def is_exchanged(error: DeskError) -> bool:
    """Tell whether a file of translations came where a text was wanted."""
    return isinstance(error, e.UnknownFormat) and error.facts.get("format") in _EXCHANGED


def _choose(error: DeskError) -> LazyString:
    if isinstance(error, e.NotFound) and error.facts.get("what") in _NOT_FOUND:
        return _NOT_FOUND[str(error.facts["what"])]
    if type(error) is e.NotAllowed and error.facts.get("action") in _NOT_ALLOWED:
        return _NOT_ALLOWED[Action(str(error.facts["action"]))]
    if type(error) is e.BrokenFile and error.facts.get("line"):
        return _BROKEN_AT_LINE
    if is_exchanged(error):
        return _FILE_OF_TRANSLATIONS
    if type(error) is e.WrongContent and error.facts.get("found") in INSTEAD:
        return INSTEAD[str(error.facts["found"])]
    return next(_WORDS[kind] for kind in type(error).__mro__ if kind in _WORDS)


class _Facts(dict[str, object]):
    """The facts of an error; one that was not given is an ellipsis rather than a second error."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        super().__init__({name: _shown(value) for name, value in facts.items()})

    def __missing__(self, name: str) -> str:
        return "…"


def _shown(value: object) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(sorted(map(str, value)))
    text = "".join(c if c.isprintable() else "�" for c in str(value)[:100])  # no page can hold all that an address can
    return text if len(text) <= 80 else text[:79] + "…"

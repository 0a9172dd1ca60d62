"""What undoing a step that changed many targets did, in words."""

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from services.putting_back import Undone

MOST_NAMED = 20  # paragraphs in one message


def undone_words(undone: Undone, most: int = MOST_NAMED) -> list[tuple[str, str]]:
    """Return what undoing a step did, in sentences, each with the kind of its notice; `most`: paragraphs named."""
    words = [
        (
            ngettext(
                "%(number)s paragraph has its former text and state back.",
                "%(number)s paragraphs have their former texts and states back.",
                undone.targets, number=format_decimal(undone.targets),
            ),
            "good" if undone.targets else "info",
        )
    ]  # fmt: skip
    if undone.moved:
        words.append(
            (_("Changed since or locked, so left as it is: %(names)s", names=paragraphs(undone.moved)), "warning")
        )
    if undone.unapproved:
        said = _("For review again, as the text is not the one that was approved: %(names)s",
                 names=paragraphs(undone.unapproved, most))  # fmt: skip
        words.append((said, "warning"))
    return words


def paragraphs(keys: tuple[str, ...], most: int = MOST_NAMED) -> str:
    """Return the paragraphs with these keys by their numbers, the first `most` of them."""
    named = [f"¶ {n}" for n in sorted(int(key[1:]) for key in keys)]
    return ", ".join(named[:most]) + ("…" if len(named) > most else "")

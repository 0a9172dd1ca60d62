"""A browser as the desk's script makes it, in Python: static/js/lib/saver.js and the choices of conflict-view.js.

The services under it are the real ones. What a line between the two may do to a request is named by `Line`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from services.editing import Conflict, Saved


class Line(StrEnum):
    """What becomes of a request: answered, stored without the answer coming back, or lost on the way."""

    GOOD = "good"
    ANSWER_LOST = "answer lost"
    REQUEST_LOST = "request lost"


@dataclass(frozen=True)
class Entry:
    """What a browser keeps of one tab: a text, and the version and text that it was begun from."""

    text: str
    version: int
    base: str


Send = Callable[[str, int, Line], Saved | Conflict | None]
Store = dict[int, Entry]  # one browser's, by tab


@dataclass
class Tab:
    """One row of an open desk. `saved`: the text that the server has, as far as this tab knows, at `version`."""

    number: int
    store: Store
    send: Send
    saved: str
    version: int

    def __post_init__(self) -> None:
        self.text = self.saved
        self.conflict: Conflict | None = None
        self.aside: str | None = None
        self.unanswered: set[str] = set()

    @property
    def is_dirty(self) -> bool:
        """Whether something typed has not been acknowledged yet."""
        return self.text != self.saved or self.conflict is not None

    def type(self, text: str) -> None:
        """Write `text` into the box."""
        self.text = text
        self._keep()

    def flush(self, line: Line, meanwhile: str | None = None) -> None:
        """Send what is not saved; `meanwhile` is typed before the answer comes."""
        if self.is_dirty and self.conflict is None:
            self._send(line, meanwhile)

    def keep_mine(self, line: Line, text: str | None = None) -> None:
        """Save the own text, or `text` in its place, over the version that the conflict showed."""
        if self.conflict is None or (text is not None and not self._set_aside(self.text, self.version, line)):
            return
        self.text = self.text if text is None else text
        self._acknowledge(self.conflict.theirs, self.conflict.version)
        self._keep()
        self.flush(line)

    def take_theirs(self, line: Line) -> None:
        """Give up the own text for the one that the conflict showed, once the history has it."""
        if self.conflict is None or not self._set_aside(self.text, self.version, line):
            return
        self._acknowledge(self.conflict.theirs, self.conflict.version)
        self.type(self.saved)

    def restore(self, entry_of: int, shown: Conflict, text: str, line: Line) -> None:
        """Put `text`, offered from what another tab kept, into the box and save it over what was `shown`."""
        self.flush(line)
        if self.is_dirty:
            return
        self.saved, self.version = shown.theirs, shown.version
        self.type(text)
        del self.store[entry_of]
        self.flush(line)

    def throw_away(self, entry_of: int, shown: Conflict, line: Line) -> bool:
        """Let go of what another tab kept; return whether it went without a trace, as it was told to."""
        entry = self.store[entry_of]
        is_moved = shown.version != entry.version
        if is_moved and not self._set_aside(entry.text, entry.version, line):
            return False
        del self.store[entry_of]
        return not is_moved

    def _send(self, line: Line, meanwhile: str | None) -> None:
        sent, version = self.text, self.version
        answer = self.send(sent, version, line)
        if meanwhile is not None:
            self.text = meanwhile
            self._keep(is_under_way=True)
        if answer is None:
            self.unanswered.add(sent)
        elif isinstance(answer, Saved):
            self._acknowledge(sent, answer.version)
            self._keep()
        elif answer.version == version + 1 and answer.theirs in self.unanswered:
            self._acknowledge(answer.theirs, answer.version)  # our own, whose answer was lost
            self._send(line, None)
        else:
            self.conflict, self.aside = answer, sent
            self._keep()

    def _set_aside(self, text: str, version: int, line: Line) -> bool:
        return text == self.aside or self.send(text, version, line) is not None

    def _keep(self, *, is_under_way: bool = False) -> None:
        if self.is_dirty or is_under_way:
            self.store[self.number] = Entry(self.text, self.version, self.saved)
        else:
            self.store.pop(self.number, None)

    def _acknowledge(self, text: str, version: int) -> None:
        self.saved, self.version, self.conflict = text, version, None
        self.unanswered.clear()

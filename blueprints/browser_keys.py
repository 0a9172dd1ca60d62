"""The keys that browsers have for themselves, and what they do with them."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

_NEW, _CLOSE, _SWITCH, _ZOOM = _l("opens a tab or window"), _l("closes the tab"), _l("changes the tab"), _l("zooms")
_TOOLS, _MENU, _BOOKMARKS = _l("opens the developer's tools"), _l("opens a menu"), _l("shows bookmarks")
_FIND, _RELOAD, _PRINT, _OPEN = _l("searches in the page"), _l("loads the page anew"), _l("prints"), _l("opens a file")
_ADDRESS, _HISTORY, _DOWNLOADS = _l("goes to the address"), _l("shows the history"), _l("shows the downloads")
_BACK, _SAVE, _SOURCE, _QUIT = (
    _l("goes back or forward"),
    _l("saves the page"),
    _l("shows the page's code"),
    _l("quits"),
)
_CLIPBOARD, _UNDO, _SELECT = _l("copies, cuts or pastes"), _l("undoes or redoes"), _l("selects everything")
_CARET, _FOCUS, _PRESS = _l("moves in the text or the page"), _l("goes to the next field"), _l("presses a button")
_DELETE, _SYSTEM, _WHOLE = _l("deletes"), _l("belongs to the system"), _l("fills the screen")

# No page hears of these.
OWNED: dict[str, dict[str, LazyString]] = {
    "pc": {
        "Mod+T": _NEW, "Mod+N": _NEW, "Mod+Shift+N": _NEW, "Mod+Shift+T": _NEW, "Mod+W": _CLOSE, "Mod+Shift+W": _CLOSE,
        "Mod+Tab": _SWITCH, "Mod+Shift+Tab": _SWITCH, "Mod+PageUp": _SWITCH, "Mod+PageDown": _SWITCH, "Alt+F4": _QUIT,
        "Mod+Shift+Q": _QUIT, "Mod+Q": _QUIT, "Alt+Tab": _SYSTEM, "Alt+Space": _MENU, "Alt+Escape": _SYSTEM,
        "Mod+Escape": _SYSTEM, "Mod+Shift+Escape": _SYSTEM, "Mod+Alt+Delete": _SYSTEM, "Tab": _FOCUS,
        "Shift+Tab": _FOCUS,
    },
    "mac": {
        "Mod+T": _NEW, "Mod+N": _NEW, "Mod+Shift+N": _NEW, "Mod+Shift+T": _NEW, "Mod+W": _CLOSE, "Mod+Shift+W": _CLOSE,
        "Mod+Q": _QUIT, "Mod+H": _SYSTEM, "Mod+M": _SYSTEM, "Mod+Tab": _SYSTEM, "Mod+Space": _SYSTEM,
        "Ctrl+Tab": _SWITCH, "Ctrl+Shift+Tab": _SWITCH, "Ctrl+Space": _SYSTEM, "Ctrl+ArrowUp": _SYSTEM,
        "Ctrl+ArrowDown": _SYSTEM, "Ctrl+ArrowLeft": _SYSTEM, "Ctrl+ArrowRight": _SYSTEM, "Mod+Alt+Escape": _SYSTEM,
        "Tab": _FOCUS, "Shift+Tab": _FOCUS,
    },
}  # fmt: skip
_BOTH = {
    "Mod+L": _ADDRESS, "Mod+R": _RELOAD, "Mod+Shift+R": _RELOAD, "Mod+F": _FIND, "Mod+G": _FIND, "Mod+Shift+G": _FIND,
    "Mod+P": _PRINT, "Mod+Shift+P": _NEW, "Mod+O": _OPEN, "Mod+S": _SAVE, "Mod+U": _SOURCE, "Mod+D": _BOOKMARKS,
    "Mod+B": _BOOKMARKS, "Mod+Shift+B": _BOOKMARKS, "Mod+Shift+O": _BOOKMARKS, "Mod+K": _ADDRESS, "Mod+E": _ADDRESS,
    "Mod+J": _DOWNLOADS, "Mod+Shift+J": _TOOLS, "Mod+Shift+C": _TOOLS, "Mod+Shift+I": _TOOLS, "Mod+Shift+K": _TOOLS,
    "Mod+Shift+A": _SWITCH, "Mod+Shift+M": _TOOLS, "Mod+A": _SELECT, "Mod+C": _CLIPBOARD, "Mod+V": _CLIPBOARD,
    "Mod+Shift+V": _CLIPBOARD, "Mod+X": _CLIPBOARD, "Mod+Z": _UNDO, "Mod+Shift+Z": _UNDO, "Mod+Y": _UNDO,
    "Mod++": _ZOOM, "Mod+-": _ZOOM, "Mod+0": _ZOOM, "Mod+=": _ZOOM, "Mod+Backspace": _DELETE, "Mod+Delete": _DELETE,
    "Mod+ArrowLeft": _CARET, "Mod+ArrowRight": _CARET, "Mod+ArrowUp": _CARET, "Mod+ArrowDown": _CARET,
    "ArrowUp": _CARET, "ArrowDown": _CARET, "ArrowLeft": _CARET, "ArrowRight": _CARET, "PageUp": _CARET,
    "PageDown": _CARET, "Space": _PRESS, "Enter": _PRESS, "Backspace": _DELETE, "Delete": _DELETE,
    **{f"Mod+{n}": _SWITCH for n in range(1, 10)},
}  # fmt: skip
# These reach the page, but then they do nothing in the browser any more.
BROWSER: dict[str, dict[str, LazyString]] = {
    "pc": _BOTH | {
        "Mod+H": _HISTORY, "Mod+Home": _CARET, "Mod+End": _CARET, "Alt+ArrowLeft": _BACK, "Alt+ArrowRight": _BACK,
        "Alt+Home": _BACK, "Alt+D": _ADDRESS, "Alt+E": _MENU, "Alt+F": _MENU, "Alt+S": _MENU, "Alt+B": _MENU,
        "Alt+T": _MENU, "Alt+H": _MENU, "Alt+V": _MENU, "Alt+Enter": _NEW, "Alt+Shift+T": _MENU, "Alt+Shift+I": _MENU,
        "Alt+Shift+B": _BOOKMARKS, "Alt+Shift+A": _MENU, "F1": _MENU, "F3": _FIND, "F5": _RELOAD, "F6": _ADDRESS,
        "F7": _CARET, "F10": _MENU, "F11": _WHOLE, "F12": _TOOLS, **{f"Alt+{n}": _SWITCH for n in range(1, 10)},
    },
    "mac": _BOTH | {
        "Mod+Alt+ArrowLeft": _SWITCH, "Mod+Alt+ArrowRight": _SWITCH, "Mod+Alt+I": _TOOLS, "Mod+Alt+J": _TOOLS,
        "Mod+Alt+C": _TOOLS, "Mod+Alt+U": _SOURCE, "Mod+Y": _HISTORY, "Mod+Ctrl+F": _WHOLE, "Alt+ArrowLeft": _CARET,
        "Alt+ArrowRight": _CARET, "Ctrl+A": _CARET, "Ctrl+E": _CARET, "Ctrl+B": _CARET, "Ctrl+F": _CARET,
        "Ctrl+N": _CARET, "Ctrl+P": _CARET, "Ctrl+K": _DELETE, "Ctrl+D": _DELETE, "Ctrl+H": _DELETE,
    },
}  # fmt: skip

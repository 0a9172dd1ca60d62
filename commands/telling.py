"""How far a long command is, on standard error, where somebody sits in front of it."""

import sys
from typing import BinaryIO

import click
from flask_babel import gettext as _

from services.memory.files import Brought

_LINE = "\r\x1b[K"  # to its beginning, and empty


class Telling:
    """Tells how much of a file is read and how many pairs that are. Says nothing where nobody looks on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._is_seen = stream, sys.stderr.isatty()
        self._total = stream.seek(0, 2)
        stream.seek(0)

    def __enter__(self) -> "Telling":
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave an empty line behind."""
        if self._is_seen:
            click.echo(_LINE, err=True, nl=False)

    def tell(self, brought: Brought) -> None:
        """Say how far it is."""
        if self._is_seen:
            percent = 100 * self._stream.tell() // max(1, self._total)
            words = _("%(percent)s %% read, %(pairs)s pairs", percent=min(percent, 100), pairs=brought.total)
            click.echo(f"{_LINE}{words}", err=True, nl=False)

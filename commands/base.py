"""What every command shares: a database that is ready, one clear line for every failure, files in and out."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

import schema
from config import LANGUAGES
from domain.errors import DeskError, EmptyFile, FileTooLarge
from domain.permissions import OPERATOR, Actor
from extensions import db

STREAM = "-"  # as a file name: standard input or output


class OneLine(click.ClickException):
    """A failure that a person can do something about: one line on standard error, exit status 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Print the message, and nothing around it."""
        click.echo(" ".join(self.message.split()), err=True)


class Command(click.Command):
    """A command with the application, a database of today's tables, and the person's language."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; a wrong one is one line, as every other failure."""
        with one_line_for_usage(context):
            return super().parse_args(context, args)

    def invoke(self, context: click.Context) -> object:
        """Run the command in the application's context."""
        return context.invoke(with_appcontext(lambda: self._run(context)))

    def _run(self, context: click.Context) -> object:
        with force_locale(language(os.environ)), one_line_for_failures():
            schema.ensure()
            return super().invoke(context)


class Group(click.Group):
    """A command with subcommands, such as `flask user add`."""

    command_class = Command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the subcommand; a name that there is not is one line."""
        with one_line_for_usage(context):
            return super().resolve_command(context, args)


def language(environ: Mapping[str, str]) -> str:
    """Return the interface language that the locale asks for: the first of the variables that is set decides."""
    said = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    tag = said[:2].lower()
    return tag if tag in LANGUAGES and said[2:3] in ("", "_", "-", ".", "@") else LANGUAGES[0]


@contextmanager
def one_line_for_usage(context: click.Context) -> Iterator[None]:
    """Turn click's complaint about options and arguments into one line that says where help is."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise OneLine(f"{error.format_message()} ({context.command_path} --help)") from error


@contextmanager
def one_line_for_failures() -> Iterator[None]:
    """Turn every failure into one line. With FLASK_DEBUG=1 a failure that nobody foresaw shows where it happened."""
    try:
        yield
    except DeskError as error:
        from blueprints.wording import words_for

        raise OneLine(words_for(error)) from error
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except OSError as error:
        raise OneLine(f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")) from error
    except DBAPIError as error:
        if current_app.debug:
            raise
        words = _("The database could not do it: %(reason)s. Nothing was changed.")
        raise OneLine(words % {"reason": str(error.orig).strip()}) from error
    except Exception as error:
        if current_app.debug:
            raise
        words = _("Something broke (%(reason)s). Nothing was changed. With FLASK_DEBUG=1 in front it says where.")
        raise OneLine(words % {"reason": f"{type(error).__name__}: {error}"}) from error


def actor_called(email: str | None) -> Actor:
    """Return the member with that address, or the operator for None. Raises NotFound for a closed account, too."""
    if email is None:
        return OPERATOR
    from domain.errors import NotFound
    from services import accounts

    user = accounts.find_by_email(db.session, email)
    if not user.active:
        raise NotFound(what="user", key=email)
    return user.as_actor()


def read_file(file: str) -> tuple[str, bytes]:
    """Return the name and the bytes of `file`, `-` being standard input, which has no name.

    Raises OSError, EmptyFile, FileTooLarge (setting UPLOAD_LIMIT_MB) without having read it all.
    """
    limit = current_app.config["UPLOAD_LIMIT_MB"]
    if file == STREAM:
        name, data = "", sys.stdin.buffer.read(limit * 1024 * 1024 + 1)
    else:
        with Path(file).open("rb") as stream:
            name, data = Path(file).name, stream.read(limit * 1024 * 1024 + 1)
    if len(data) > limit * 1024 * 1024:
        raise FileTooLarge(limit_mb=limit)
    if not data:
        raise EmptyFile()
    return name, data


def write_file(file: str, data: bytes | Iterable[bytes]) -> None:
    """Write `data`, or its pieces, to `file` whole or not at all, or to standard output for `-`. Raises OSError."""
    pieces = (data,) if isinstance(data, bytes) else data
    if file == STREAM:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    path = Path(file)
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:  # a device or a pipe: there is nothing to put in its place
            stream.writelines(pieces)
        return
    path = path.resolve()  # a link stays one, and what it points to is replaced
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def step_of(session: scoped_session[Session]) -> Callable[[], AbstractContextManager[None]]:
    """Return the maker of transactions for what is written in steps, each committed at its end."""
    from services.store import begin_write

    @contextmanager
    def step() -> Iterator[None]:
        begin_write(session)
        try:
            yield
        except BaseException:
            session.rollback()
            raise
        session.commit()

    return step


def print_json(value: object) -> None:
    """Print one JSON object on standard output, in UTF-8 whatever the terminal's encoding."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2).encode())


def say(words: str, *, is_error: bool = False) -> None:
    """Print a line for a person."""
    click.echo(words, file=sys.stderr if is_error else None)


def wrap_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give `command` the option for the width of lines; it gets `wrap`, None for lines as long as the paragraph."""
    words = "Columns of a line in plain text and Markdown.  [default: as long as the paragraph]"
    return click.option("--wrap", type=click.IntRange(20, 1000), metavar="N", help=words)(command)

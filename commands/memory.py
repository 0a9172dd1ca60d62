"""The translation memory at the command line: files of pairs in, texts looked up."""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from commands.base import Group, OneLine, print_json, say, write_file
from domain.errors import BrokenFile
from domain.permissions import OPERATOR
from extensions import db

LONGEST_S = 600  # that a look-up may spend on what was approved since the last


@click.group("memory", cls=Group)
def memory() -> None:
    """Bring pairs into the translation memory, look texts up in it."""


@memory.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="en", show_default=True, help="Language of the sources.")
@click.option("--target", default="es", show_default=True, help="Language of the targets.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def import_file(file: Path, source: str, target: str, *, as_json: bool) -> None:
    """Add the pairs of FILE: TMX, or lines of source TAB target (.tsv, .tsv.gz)."""
    from services.memory import import_pairs
    from services.store import begin_write

    begin_write(db.session)
    brought = import_pairs(
        db.session, OPERATOR, _pairs(file, source, target), name=file.name, sha256=_sha256(file),
        source_language=source, target_language=target,
    )  # fmt: skip
    db.session.commit()
    if as_json:
        print_json({"added": brought.added, "known": brought.known, "empty": brought.empty})
        return
    added = ngettext("%(num)d pair added", "%(num)d pairs added", brought.added)
    say(_("%(added)s; %(known)d known, %(empty)d empty", added=added, known=brought.known, empty=brought.empty))


@memory.command("lookup")
@click.argument("text", required=False)
@click.option("--source", default="en", show_default=True, help="Language of the text.")
@click.option("--target", default="es", show_default=True, help="Language of the matches.")
@click.option("-n", "limit", type=click.IntRange(1, 50), default=5, show_default=True, help="Most matches of a text.")
@click.option("--floor", type=click.IntRange(1, 100), default=75, show_default=True, help="Least percent of a match.")
@click.option("--json", "as_json", is_flag=True, help="Print the matches as JSON.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A table of queries (TSV).")
@click.option("-o", "--output", "out", help="Where the matches of a batch go.")
def lookup_text(
    text: str | None, source: str, target: str, limit: int, floor: int, batch: Path | None, out: str | None,
    *, as_json: bool,
) -> None:  # fmt: skip
    """Look TEXT up in the memory; or every query of a table, by its columns qid and query."""
    if (text is None) == (batch is None):
        raise OneLine(_("Give a text, or --batch with a file."))
    _gather()
    if batch is not None:
        lines = list(_batch(batch, source, target, limit, floor))
        write_file(out or "-", "".join(f"{line}\n" for line in lines).encode())
        return
    found = _matches(text or "", source, target, limit, floor)
    if as_json:
        names = ("score", "source", "target", "origin")
        print_json({"matches": [dict(zip(names, match, strict=True)) for match in found]})
        return
    for score, its_source, its_target, origin in found:
        say(f"{score} %\t{_one_line(its_source)}\t{_one_line(its_target)}\t{origin}")


def _gather() -> None:
    """Have what was approved since the last look-up in the index."""
    from services import memory

    if memory.is_behind(db.session):
        memory.catch_up(db.session, seconds=LONGEST_S)
        db.session.commit()


def _matches(text: str, source: str, target: str, limit: int, floor: int) -> list[tuple[int, str, str, str]]:
    """Return score, source, target (as a reader sees them) and origin of the matches of a plain text."""
    from formats.inline import escape, to_plain
    from services.memory import Asked, lookup

    found = lookup(db.session, OPERATOR, Asked(escape(text), source, target, floor=floor, limit=limit))
    return [(match.score, to_plain(match.source), to_plain(match.target), match.origin) for match in found]


def _batch(queries: Path, source: str, target: str, limit: int, floor: int) -> Iterator[str]:
    with queries.open(encoding="utf-8-sig", newline="") as stream:
        table = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not {"qid", "query"} <= set(table.fieldnames or ()):
            raise BrokenFile(format="tsv", line=1, detail="no columns qid and query")
        for row in table:
            for match in _matches(row["query"] or "", source, target, limit, floor):
                yield "\t".join([row["qid"] or "", str(match[0]), _one_line(match[1]), _one_line(match[2])])


def _pairs(file: Path, source: str, target: str) -> Iterator:
    from formats.pairs import read_pairs
    from services.memory import Incoming

    return (Incoming(*pair) for pair in read_pairs(file, source, target))


def _one_line(text: str) -> str:
    """Return `text` as it may stand in a column: its tabs and line ends are spaces."""
    return text.replace("\t", " ").replace("\r", " ").replace("\n", " ")


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

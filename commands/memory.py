"""The translation memory at the command line: files of pairs in, texts looked up."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from commands.base import Group, OneLine, print_json, say, step_of, write_file
from commands.telling import Telling
from domain.errors import BrokenFile
from domain.permissions import OPERATOR
from extensions import db

if TYPE_CHECKING:
    from services.memory.concordance import FoundEntry

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
    """Add the pairs of FILE: TMX, lines of source TAB target (.tsv), or a table (.csv); .gz, too.

    A pair whose languages the file names as varieties (es-MX for es) keeps them. Pairs that are known are left out:
    what was interrupted goes on when it is run again.
    """
    from services.memory.bringing import bring_in

    left: Counter[str] = Counter()
    with file.open("rb") as stream, Telling(stream) as telling:
        brought = bring_in(
            db.session, OPERATOR, stream, file.name, (source, target), sha256=_sha256(file), step=step_of(db.session),
            tell=telling.tell, left=left,
        )  # fmt: skip
    if as_json:
        print_json({"added": brought.added, "known": brought.known, "empty": brought.empty})
        return
    added = ngettext("%(num)d pair added", "%(num)d pairs added", brought.added)
    say(_("%(added)s; %(known)d known, %(empty)d empty", added=added, known=brought.known, empty=brought.empty))
    if left:
        others = ", ".join(f"{tag} ({count})" for tag, count in left.most_common(20))
        words = _("Other languages of the file were left out: %(others)s. Name them with --source and --target.")
        say(words % {"others": others})


@memory.command("export")
@click.argument("file")
@click.option("--source", default="", help="Language of the sources; without it, every language.")
@click.option("--target", default="", help="Language of the targets; without it, every language.")
@click.option("--origin", default="", help="Only from: approved, files, the name of a file, or a statement's slug.")
@click.option(
    "--format", "format_id", type=click.Choice(["tmx", "csv", "tsv"]), help="[default: what FILE's name says]"
)
def export_file(file: str, source: str, target: str, origin: str, format_id: str | None) -> None:
    """Write the memory to FILE (- for standard output): TMX, a table (.csv), or lines of source TAB target (.tsv)."""
    from formats.pairs_out import write_pairs
    from services.memory.sending import Wish, entries

    by_name = {".tsv": "tsv", ".txt": "tsv", ".csv": "csv"}
    chosen = format_id or by_name.get(Path(file).suffix.lower(), "tmx")
    found = entries(db.session, OPERATOR, Wish(source, target, origin))
    write_file(file, write_pairs(found, chosen, (source, target)))


@memory.command("files")
@click.option("--json", "as_json", is_flag=True, help="Print the files as JSON.")
def list_files(*, as_json: bool) -> None:
    """List the files that were brought in: number, name, languages, entries; and which is not whole."""
    from services.memory import upkeep

    found = [listed.file for listed in upkeep.files(db.session, OPERATOR)]
    if as_json:
        names = ("id", "name", "sha256", "source_language", "target_language", "entries", "is_complete")
        print_json({"files": [{name: getattr(file, name) for name in names} for file in found]})
        return
    for file in found:
        part = "" if file.is_complete else "\t" + _("not all of it is here")
        say(f"{file.id}\t{_one_line(file.name)}\t{file.source_language}\t{file.target_language}\t{file.entries}{part}")


@memory.command("remove")
@click.argument("file_id", type=click.IntRange(min=1), metavar="NUMBER")
def remove_file(file_id: int) -> None:
    """Take a file out of the memory with all its entries. NUMBER is what `flask memory files` calls it."""
    from services.memory import upkeep

    gone = upkeep.remove_file(db.session, OPERATOR, file_id, step=step_of(db.session))
    say(ngettext("%(number)s entry is gone.", "%(number)s entries are gone.", gone, number=gone))


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
    is_blank = text is not None and not text.strip() and not as_json  # to a program, that is no match
    if is_blank or (text is None) == (batch is None):
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


@memory.command("search")
@click.argument("text")
@click.option("--side", type=click.Choice(["source", "target"]), help="Only in one side.  [default: both]")
@click.option("--source", default="", help="Language of the sources; with --target.  [default: any]")
@click.option("--target", default="", help="Language of the targets; with --source.  [default: any]")
@click.option("--json", "as_json", is_flag=True, help="Print the pairs as JSON.")
def search_text(text: str, side: str | None, source: str, target: str, *, as_json: bool) -> None:
    """Look for the words of TEXT in the pairs of the memory; what is in quotes stands together.

    One line a pair: source, target, where it comes from. At most three hundred.
    """
    from services.memory import concordance

    if bool(source) != bool(target):
        raise OneLine(_("Give both languages, or none."))
    concordance.catch_up(db.session, seconds=LONGEST_S)
    db.session.commit()
    asked = concordance.Asked(text, side or "", source, target)
    found = concordance.search(db.session, OPERATOR, asked, limit=concordance.MOST_COUNTED)
    if not found.query.phrases:
        raise OneLine(_("There is no word in that to look for: letters or digits are needed."))
    if as_json:
        print_json({"is_more": found.is_more, "pairs": [_as_json(one) for one in found.entries]})
        return
    for one in found.entries:
        say(f"{_one_line(one.source.text)}\t{_one_line(one.target.text)}\t{one.origin}")


def _as_json(entry: "FoundEntry") -> dict[str, object]:
    """Return a pair as `--json` prints it; a hit is its first character and the one behind its last."""
    sides = {
        name: {"text": side.text, "language": side.language, "hits": [list(span) for span in side.hits]}
        for name, side in (("source", entry.source), ("target", entry.target))
    }
    return {**sides, "origin": entry.origin, "places": entry.places}


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


def _one_line(text: str) -> str:
    """Return `text` as it may stand in a column: its tabs and line ends are spaces."""
    return text.replace("\t", " ").replace("\r", " ").replace("\n", " ")


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

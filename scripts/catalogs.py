"""Bring the interface's catalogs in translations/ up to date with its strings, and compile them.

A catalog carries no line numbers, no dates and no obsolete entries and is sorted, so that a change of one
string is a change of one entry. New strings come in empty: a guessed ("fuzzy") translation would be shown.
"""

import argparse
import io
import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config import LANGUAGES
from scripts.environment import stale_catalogs

ROOT = Path(__file__).resolve().parent.parent
LOCALES = tuple(language for language in LANGUAGES if language != "en")  # the strings are English themselves
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "_n": (1, 2),
    "_pl": ((1, "c"), 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
HEADER = "# The interface of Rectoverso in {name}. Bring it up to date with: make catalogs\n#"


def extract(root: Path = ROOT) -> Catalog:
    """Return every string of the interface under `root`, as babel.cfg says where to look."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog()
    comments_from = {"comment_tags": ("Translators:",), "strip_comment_tags": True}
    for _file, _line, text, comments, context in extract_from_dir(root, methods, options, KEYWORDS, **comments_from):
        catalog.add(text, auto_comments=list(dict.fromkeys(comments)), context=context)
    return catalog


def merged(old: Catalog, template: Catalog, locale: str) -> Catalog:
    """Return the strings of `template` with what `old` says for each; nothing guessed, nothing obsolete."""
    new = Catalog(locale=locale, fuzzy=False)
    new.header_comment = HEADER.format(name=new.locale.english_name)
    for message in template:
        if message.id:
            known = _known(old, message)
            new.add(
                message.id,
                known.string,
                auto_comments=message.auto_comments,
                flags=message.flags | (known.flags & {"fuzzy"}),
                context=message.context,
            )
    return new


def po_text(catalog: Catalog) -> bytes:
    """Return `catalog` as a .po file: the same strings give the same bytes."""
    fields = {
        "Language": catalog.locale_identifier,
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": catalog.plural_forms,
    }
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    body = io.BytesIO()
    write_po(body, catalog, width=100, no_location=True, omit_header=True, sort_output=True)
    return f'{catalog.header_comment}\nmsgid ""\nmsgstr ""\n{header}\n'.encode() + body.getvalue()


def compile_all(root: Path = ROOT) -> list[Path]:
    """Compile each catalog that is newer than its .mo file, and return the files written."""
    written = []
    for po in stale_catalogs(root):
        buffer = io.BytesIO()
        write_mo(buffer, _read(po, po.parent.parent.name))
        _replace(po.with_suffix(".mo"), buffer.getvalue())
        written.append(po.with_suffix(".mo"))
    return written


def missing(catalog: Catalog) -> Iterator[Message]:
    """Give each message of `catalog` that lacks its translation, or one of its plural forms."""
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            yield message


def main(argv: list[str] | None = None) -> None:
    """Update the catalog of each language, compile it, and say what still lacks a translation."""
    parser = argparse.ArgumentParser(description="Bring the interface's catalogs up to date.")
    parser.add_argument("--compile", action="store_true", help="only compile what changed")
    if not parser.parse_args(argv).compile:
        template = extract()
        for locale in LOCALES:
            _update(locale, template)
    compile_all()


def _update(locale: str, template: Catalog) -> None:
    po = ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    catalog = merged(_read(po, locale), template, locale)
    text = po_text(catalog)
    if not po.exists() or po.read_bytes() != text:
        _replace(po, text)
    lacking = list(missing(catalog))
    print(f"{po.relative_to(ROOT)}: {len(catalog)} strings, {len(lacking)} without a translation")
    for message in lacking:
        print(f"  {_key(message)!r}")


def _read(po: Path, locale: str) -> Catalog:
    if not po.exists():
        return Catalog(locale=locale)
    with po.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _known(old: Catalog, message: Message) -> Message:
    """Return what `old` has for `message`; an empty one when it is new, or has gained or lost its plural."""
    known = old.get(_key(message), message.context)
    if known is None or isinstance(known.id, str) != isinstance(message.id, str):
        return Message(message.id)
    return known


def _replace(file: Path, data: bytes) -> None:
    """Write `data` so that a reader meets the old file or the new one, never a half."""
    own = file.with_suffix(f".{os.getpid()}")
    own.write_bytes(data)
    own.replace(file)


if __name__ == "__main__":
    main()

"""Real texts in two languages that stand beside the checkout, as bitexts; none of them belongs in the repository."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from domain.bitext import Bitext, Unit
from domain.document import Role
from domain.states import State
from formats.inline import escape
from formats.txt_in import read_document

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = tuple(sorted(path.parent for path in DATA.glob("align/*/gold.tsv")))
ARE_HERE = bool(FOLDERS) and (DATA / "statements").is_dir()
WHY_NOT = "the folder of real texts is not beside the checkout"
LONGEST_HEADING = 70  # characters
_ENDS = (".", "!", "?", ":", ";", ",", "…", "”", '"', "»", ")")


def statement() -> Bitext:
    """Return the statement of 1997 with its Spanish draft, approved as if it were ready."""
    folder = DATA / "statements"
    data = (folder / "fujimori-1997-en.txt").read_bytes()
    blocks = read_document(data).blocks
    targets = [escape(text) for text in _paragraphs(folder / "fujimori-1997-es.txt")]
    units = tuple(
        Unit(f"p{n}", block.text, target, State.REVIEWED, block.role)
        for n, (block, target) in enumerate(zip(blocks, targets, strict=True), 1)
    )
    title = next(unit.source for unit in units if unit.role is Role.HEADLINE)
    return Bitext("en", "es", units, "fujimori-1997", title, sha256=sha256(data).hexdigest(), translators=("A. R.",))


@cache
def aligned(name: str) -> Bitext:
    """Return a bitext of `align`, paired as its gold file pairs it: one side is empty where the other is alone."""
    folder = DATA / "align" / name
    sides = [_paragraphs(folder / f"{language}.txt") for language in ("en", "es")]
    pairs = [
        [" ".join(side[int(n)] for n in cell.split(",") if n != "-") for cell, side in zip(line, sides, strict=True)]
        for line in (line.split("\t") for line in (folder / "gold.tsv").read_text().splitlines() if line.strip())
    ]
    units = tuple(
        Unit(f"p{n}", escape(a), escape(b), State.REVIEWED if b else State.UNTRANSLATED, _role(n, a or b))
        for n, (a, b) in enumerate(pairs, 1)
    )
    return Bitext("en", "es", units, name, name.replace("-", " ").title(), translators=("A. R.",))


def _paragraphs(path: Path) -> list[str]:
    return [text.strip() for text in path.read_text(encoding="utf-8").split("\n\n") if text.strip()]


def _role(number: int, text: str) -> Role:
    if len(text) > LONGEST_HEADING or text.endswith(_ENDS):
        return Role.PARAGRAPH
    return Role.HEADLINE if number == 1 else Role.SUBHEAD

"""Type size, margins and binding of printed pages: every combination of them keeps what facing pages promise."""

import io
import itertools
import re
from dataclasses import replace

import pypdf
import pytest

from domain.bitext import Bitext, Unit
from domain.document import Role
from domain.errors import BadValue
from domain.freezing import freeze, thaw
from domain.states import State
from domain.volume import Volume, volume_of
from formats import docx, html, pdf
from formats.base import Binding, Layout, Margins, Options, Paper, Setting, TypeSize, chosen_setting
from formats.typesetting import sheet_of
from tests.formats.reading import page_texts

SENTENCE = "The ferry left at night, and those who had waited on the wrong bank waited until the morning. "
EVERY = list(itertools.product(Paper, TypeSize, Margins, Binding))
# All 144 hold; a run looks at the tightest, the loosest, and a fair share of the others of each paper.
SHARE = 9


def book() -> Bitext:
    pairs = [(Role.HEADLINE, "Head", "Título")]
    pairs += [(Role.PARAGRAPH, f"Qs{n}q " + SENTENCE * n, f"Qt{n}q " + SENTENCE * (12 - n)) for n in (1, 9)]
    pairs += [(Role.SUBHEAD, "Qs20q Sub", "Qt20q Sub"), (Role.PARAGRAPH, "Qs21q " + "word " * 150, "Qt21q")]
    units = [Unit(f"p{n}", s, t, State.REVIEWED, role) for n, (role, s, t) in enumerate(pairs, 1)]
    return Bitext("en", "es", tuple(units), title="Ferry", slug="ferry")


def starts(pages: list[str], side: str) -> list[list[str]]:
    return [re.findall(rf"Q{side}(\d+)q", text) for text in pages]


@pytest.mark.parametrize("paper", Paper)
def test_facing_pages_hold_at_any_combination(paper: Paper) -> None:
    volume = volume_of(book())
    of_paper = [one for one in EVERY if one[0] is paper]
    chosen = {of_paper[0], of_paper[-1], *of_paper[list(Paper).index(paper) :: SHARE]}
    for _paper, size, margins, binding in sorted(chosen, key=of_paper.index):
        options = Options(Layout.FACING, paper=paper, type_size=size, margins=margins, binding=binding)
        found = page_texts(pdf.write_volume(volume, options))
        body = found[1:-1]
        assert len(body) % 2 == 0, options
        left, right = starts(body[::2], "s"), starts(body[1::2], "t")
        assert left == right, options
        assert [n for page in left for n in page] == ["1", "9", "20", "21"], options
        for text in body:
            assert not re.search(r"Q[st]20q Sub\s*(\d+\s*)?$", text.strip()), options  # no heading alone at a foot


def test_a_page_is_as_large_as_its_paper_whatever_is_set_on_it() -> None:
    for paper, size, margins, binding in EVERY:
        for layout in Layout:
            sheet = sheet_of(paper, layout, Setting(size, margins, binding))
            assert sheet.width - sheet.inner - sheet.outer > 200, (paper, layout, margins, binding)
            assert sheet.height - sheet.top - sheet.bottom > 400
            assert sheet.type_size >= (16 if size is TypeSize.LARGE_PRINT else 8)


def test_each_preset_does_what_it_says() -> None:
    usual = sheet_of(Paper.A5, Layout.FACING)
    sizes = [sheet_of(Paper.A5, Layout.FACING, Setting(size)).type_size for size in TypeSize]
    assert sizes == sorted(set(sizes))
    outer = [sheet_of(Paper.A5, Layout.FACING, Setting(margins=margins)).outer for margins in Margins]
    assert outer == sorted(set(outer))
    folds = [sheet_of(Paper.A5, Layout.FACING, Setting(binding=binding)) for binding in Binding]
    assert [sheet.outer for sheet in folds] == [usual.outer] * 3
    assert [round((sheet.inner - usual.inner) * 25.4 / 72) for sheet in folds] == [0, 3, 7]


def test_what_is_left_open_is_as_it_was() -> None:
    explicit = Options(
        Layout.FACING, type_size=TypeSize.NORMAL, margins=Margins.NORMAL, binding=Binding.NONE, paper=Paper.A5
    )
    assert pdf.write(book(), explicit) == pdf.write(book(), Options(Layout.FACING))
    assert docx.write(book(), replace(explicit, layout=None, paper=None)) == docx.write(book())


def test_formats_without_pages_have_no_presets() -> None:
    with pytest.raises(BadValue):
        chosen_setting(html.INFO, Options(type_size=TypeSize.LARGE))
    assert chosen_setting(html.INFO, Options()) == Setting()


def test_large_print_is_large_in_the_file() -> None:
    data = pdf.write(book(), Options(Layout.TARGET, type_size=TypeSize.LARGE_PRINT))
    sizes: set[float] = set()

    def seen(text: str, _cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if "ferry" in text:
            sizes.add(abs(round(size * tm[3], 1)))

    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        page.extract_text(visitor_text=seen)
    assert sizes
    assert min(sizes) >= 16


def test_a_release_from_before_the_presets_is_read_and_written_as_it_was() -> None:
    volume = Volume("en", "es", (book(),), title="Old", number=1)
    frozen = freeze(volume)
    assert b"type_size" not in frozen
    assert thaw(frozen) == volume
    assert freeze(thaw(frozen)) == frozen
    changed = replace(volume, type_size="large", margins="wide", binding="glued")
    assert thaw(freeze(changed)) == changed

"""Web pages: their text with its structure, without what stands around it."""

import pytest

from domain.document import Document, Notice, NoticeKind
from domain.errors import EmptyFile, FileProblem, UnknownEncoding, WrongContent
from formats import html_in
from formats.html_tree import DEEPEST

LONG = "This is a paragraph of prose that is long enough to be taken for one, and it has no links in it at all."
MENU = '<ul><li><a href="/a">Home</a></li><li><a href="/b">News</a></li><li><a href="/c">About</a></li></ul>'


def read(page: str, **options: str) -> Document:
    return html_in.read_document(page.encode(), **options)


def shown(document: Document) -> list[tuple[str, str]]:
    return [(block.role.value, block.text) for block in document.blocks if not block.is_furniture]


def texts(page: str) -> list[str]:
    return [text for _, text in shown(read(page))]


def counts(document: Document) -> dict[NoticeKind, int]:
    return {notice.kind: notice.count for notice in document.notices}


def test_structure_becomes_roles_and_marks() -> None:
    document = read(
        '<html lang="es-PE"><title>Site: a page</title><h1><b>The title</b></h1><p>One <b>strong</b>, <i>soft</i> and '
        '<a href="https://a.example/">linked</a> *star*.</p><h2>Part</h2><ul><li>first<li><p>second</ul><ol start="3">'
        "<li>third<li>fourth</ol><blockquote><p>They said so.</blockquote><hr><figure><img alt='A boat' src='x.png'>"
        "<figcaption>By the river</figcaption></figure>"
    )
    assert shown(document) == [
        ("headline", "The title"),
        ("paragraph", r"One **strong**, *soft* and [linked](https://a.example/) \*star\*."),
        ("subhead", "Part"),
        ("item", "first"),
        ("item", "second"),
        ("item", "3. third"),
        ("item", "4. fourth"),
        ("quote", "They said so."),
        ("separator", "***"),
        ("caption", "[imagen: A boat]"),
        ("caption", "By the river"),
    ]
    assert (document.title, document.language) == ("The title", "es")


def test_a_page_without_a_headline_has_the_title_of_its_head() -> None:
    assert read(f"<title>A &amp; B</title><p>{LONG}<p>{LONG}").title == "A & B"


def test_what_runs_or_cannot_be_seen_is_no_text() -> None:
    page = (
        f"<script>alert('x')</script><style>p{{}}</style><p>{LONG}<p hidden>a<p style='display:none'>b"
        "<span class='sr-only'>c</span><div aria-hidden=true>d</div><noscript>e</noscript><template>f</template>"
        "<p onclick='alert(1)'><a href='javascript:alert(1)'>words</a>"
    )
    document = read(page)
    assert shown(document) == [("paragraph", LONG), ("paragraph", "words")]
    assert counts(document) == {NoticeKind.HIDDEN_DROPPED: 3}


@pytest.mark.parametrize(
    "page",
    [
        f"<nav>{MENU}</nav><p>{LONG}</p><footer role=contentinfo>{MENU}</footer>",
        f"<div>{MENU}</div><p>{LONG}</p><div>{MENU}</div>",
        f"<table><tr><td>{MENU}</td></tr></table><p>{LONG}</p><table><tr><td>{MENU}</table>",
        f"<header>Site</header><div>{MENU}</div><main><p>{LONG}</p></main>",
        f"<p>Teaser</p>{MENU}<article><p>{LONG}</p></article>{MENU}",
        f"<div class='breadcrumbs'>You are <a href=x>here</a></div><p>{LONG}</p><div id='nav'><a href=y>On</a></div>",
    ],
)
def test_menus_around_the_text_are_left_out_and_told(page: str) -> None:
    document = read(page)
    assert shown(document) == [("paragraph", LONG)]
    assert counts(document)[NoticeKind.NAVIGATION_DROPPED] >= 1


def test_a_list_of_links_inside_the_text_stays() -> None:
    assert texts(f"<p>{LONG}</p>{MENU}<p>{LONG}</p>")[1:-1] == ["Home", "News", "About"]
    assert texts(f"<main><p>{LONG}</p>{MENU}</main>")[1:] == ["Home", "News", "About"]


@pytest.mark.parametrize(
    ("sign", "note"),
    [
        ('<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>',
         '<section class="footnotes"><ol><li id="fn1"><p>The note.<a href="#fnref1">↩︎</a></p></li></ol></section>'),
        ('<sup class="reference" id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup>',
         '<ol><li id="cite_note-1"><span><b><a href="#cite_ref-1">^</a></b></span> The note.</li></ol>'),
        ('<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>',
         '<div id="sdfootnote1"><p><a name="sdfootnote1sym" href="#sdfootnote1anc">1</a>The note.</p></div>'),
        ('<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>',
         '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> The note.</p></div>'),
        ('<sup><a href="#n">*</a></sup>', '<p id="n" class="footnote">The note.</p>'),
        ('<a id="r" href="#n">(1)</a>', '<p><a id="n" href="#r">(1)</a> The note.</p>'),
    ],
)  # fmt: skip
def test_notes_are_found_as_the_usual_programs_write_them(sign: str, note: str) -> None:
    document = read(f"<p>{LONG}{sign}</p><p>{LONG}</p>{note}")
    assert shown(document) == [("paragraph", f"{LONG}[^1]"), ("paragraph", LONG), ("footnote", "[^1]: The note.")]


def test_links_that_are_no_notes_stay_words() -> None:
    page = f'<p>{LONG} <a href="#two">2</a></p><h2 id="two">Two</h2><p>{LONG}</p>'
    assert texts(page) == [f"{LONG} 2", "Two", LONG]


def test_breaks_white_space_and_preformatted_lines() -> None:
    page = f"<p>{LONG}  a\n b<br>c<br><br>d&nbsp;e<pre>x\n  y</pre>"
    assert texts(page) == [f"{LONG} a b\nc", "d\u00a0e", "x\ny"]


def test_tables_leave_a_mark_and_their_cells() -> None:
    document = read(f"<html lang=en><p>{LONG}<table><tr><th>a<th>b<tr><td>c<td><p>d<p>e</table>")
    assert [(block.text, block.is_furniture) for block in document.blocks[1:]] == [
        ("[table: 2 × 2]", True), ("a", False), ("b", False), ("c", False), ("d", False), ("e", False),
    ]  # fmt: skip
    assert counts(document) == {NoticeKind.TABLES: 1}


@pytest.mark.parametrize("alt", ["", ' alt=""', ' alt="photo_12.jpg"', ' alt="😀"', ' alt="A boat"'])
def test_pictures_are_marked_by_what_is_said_of_them(alt: str) -> None:
    document = read(f"<html lang=en><p>{LONG} <img src=x{alt}></p>")
    found = [(block.text.removeprefix(LONG).strip(), block.is_furniture) for block in document.blocks]
    assert (
        found
        == {
            "": [("", False), ("[image]", True)],
            ' alt=""': [("", False)],
            ' alt="photo_12.jpg"': [("", False), ("[image]", True)],
            ' alt="😀"': [("😀", False)],
            ' alt="A boat"': [("[image: A boat]", False)],
        }[alt]
    )


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("<meta charset=iso-8859-2><p>Łódź i więcej".encode("iso-8859-2"), "iso-8859-2"),
        ('<?xml version="1.0" encoding="koi8-r"?><p>Да'.encode("koi8-r"), "koi8-r"),
        ("<meta charset=iso-8859-1><p>Łódź i więcej".encode(), "utf-8"),
        ("<meta charset=utf-8><p>Está aquí".encode("cp1252"), "windows-1252"),
        ("<meta charset=nonsense><p>Está aquí".encode("cp1252"), "windows-1252"),
        ("<p>Está aquí".encode("utf-16"), "utf-16-le"),
    ],
)
def test_the_encoding_is_found_or_read_from_the_page(data: bytes, encoding: str) -> None:
    document = html_in.read_document(data)
    assert document.encoding == encoding
    assert document.blocks[0].text in ("Łódź i więcej", "Да", "Está aquí")


def test_an_encoding_asked_for_is_used() -> None:
    data = "<p>Está".encode("mac-roman")
    assert html_in.read_document(data, encoding="mac-roman").blocks[0].text == "Está"
    with pytest.raises(UnknownEncoding):
        html_in.read_document(data, encoding="nonsense")


def test_a_page_that_nests_too_deep_gives_its_words() -> None:
    document = read("<div>" * 3 * DEEPEST + f"<p>{LONG}<p>{LONG}" + "<blockquote>" * DEEPEST + "end")
    assert [text for _, text in shown(document)] == [LONG, LONG, "end"]
    assert Notice(NoticeKind.STRUCTURE_LOST) in document.notices
    deep = read("<b>" * 2 * DEEPEST + f"<h1>Title</h1><p>{LONG}")
    assert [role for role, _ in shown(deep)] == ["headline", "paragraph"]


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<script>x</script>", b"<!-- x", b"<p>&nbsp;"])
def test_a_page_with_nothing_in_it_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        html_in.read_document(data)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n<p>x", b"%PDF-1.4 <p>x"])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(WrongContent):
        html_in.read_document(data)


@pytest.mark.parametrize(
    "page", ["<p>" * 310_000 + "x", "<div>" * 400_000, "&amp;" * 2_000_000, "<p>" + "x " * 5_000_000]
)
def test_a_page_beyond_all_reason_is_refused(page: str) -> None:
    with pytest.raises(FileProblem):
        read(page)

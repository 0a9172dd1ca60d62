"""Word documents: what their XML says becomes roles, marks and notes, and what cannot is told."""

import pytest

from domain.document import Document, NoticeKind
from domain.errors import BrokenFile, EmptyFile, WrongContent
from formats import docx_in
from tests.formats.written import RELATIONSHIPS, W, docx

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
STYLES = f"""<w:styles {W}>
<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="es-PE"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="Ttulo"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="My heading"/><w:basedOn w:val="T1"/></w:style>
<w:style w:type="paragraph" w:styleId="Round"><w:name w:val="x"/><w:basedOn w:val="Round"/></w:style>
<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Subtitle"/></w:style>
<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="Em"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style></w:styles>"""
NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>
<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""
NOTES = f"""<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> First note.</w:t></w:r></w:p>
<w:p><w:r><w:t>More.</w:t></w:r></w:p>
</w:footnote></w:footnotes>"""
ENDNOTES = (
    f"""<w:endnotes {W}><w:endnote w:id="7"><w:p><w:r><w:t>At the end.</w:t></w:r></w:p></w:endnote></w:endnotes>"""
)
MORE = {
    "word/styles.xml": STYLES,
    "word/numbering.xml": NUMBERING,
    "word/footnotes.xml": NOTES,
    "word/endnotes.xml": ENDNOTES,
}


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def styled(style: str, text: str) -> str:
    return p(r(text), f'<w:pStyle w:val="{style}"/>')


def read(body: str, links: str = "", **more: str) -> Document:
    return docx_in.read_document(docx(body, {**MORE, **more}, links))


def shown(document: Document) -> list[tuple[str, str]]:
    return [(block.role.value, block.text) for block in document.blocks if not block.is_furniture]


def counts(document: Document) -> dict[NoticeKind, int]:
    return {notice.kind: notice.count for notice in document.notices}


def test_styles_are_roles_in_any_language_of_word() -> None:
    document = read(
        styled("T1", "A chapter") + styled("Ttulo", "The title") + styled("Sub", "Below it") + styled("Own", "Mine")
        + styled("Q", "They said so.") + styled("Round", "A paragraph that says what it has to say.")
    )  # fmt: skip
    roles = [role for role, _ in shown(document)]
    assert roles == ["subhead", "headline", "deck", "subhead", "quote", "paragraph"]
    assert (document.title, document.language) == ("The title", "es")


def test_runs_that_word_cut_up_are_one_and_keep_their_looks() -> None:
    body = p(
        r("One ")
        + r("*star* ")
        + r("bo", "<w:b/>")
        + r("ld", "<w:b/>")
        + r(" not", '<w:b w:val="0"/>')
        + r(" so", '<w:rStyle w:val="Em"/>')
    )
    assert read(body).blocks[0].text == r"One \*star\* **bold** not *so*"


def test_a_heading_that_is_bold_throughout_has_no_marks() -> None:
    body = p(r("All ", "<w:b/>") + r("bold", "<w:b/>"), '<w:pStyle w:val="T1"/>')
    assert shown(read(body)) == [("headline", "All bold")]


def test_lists_lose_their_bullets_and_keep_their_numbers() -> None:
    def item(text: str, level: int, number: int = 1) -> str:
        return p(r(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')

    body = item("one", 0) + item("deep", 1) + item("deeper", 1) + item("two", 0) + item("new", 1) + item("dot", 0, 2)
    assert shown(read(body)) == [
        ("item", text) for text in ("1. one", "1.a) deep", "1.b) deeper", "2. two", "2.a) new", "dot")
    ]


def test_notes_are_numbered_as_the_text_refers_to_them() -> None:
    anchor = '<w:r><w:{0}Reference w:id="7"/></w:r>'
    body = p(r("Here") + anchor.format("endnote") + r(", there") + anchor.format("footnote") + r("."))
    assert shown(read(body)) == [
        ("paragraph", "Here[^1], there[^2]."),
        ("footnote", "[^1]: At the end."),
        ("footnote", "[^2]: First note.\n\nMore."),
    ]


def test_tracked_changes_are_accepted_and_told() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>old </w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{r("new ")}</w:ins>'
    body = p(r("The ") + deleted + inserted + r("words"), '<w:rPr><w:del w:id="3"/></w:rPr>') + p(r(" go on."))
    document = read(body)
    assert shown(document) == [("paragraph", "The new words go on.")]
    assert counts(document) == {NoticeKind.CHANGES_ACCEPTED: 3}


def test_comments_heads_and_hidden_words_are_left_out_and_told() -> None:
    comments = f'<w:comments {W}><w:comment w:id="0"><w:p>{r("Hm.")}</w:p></w:comment></w:comments>'
    header = f"<w:hdr {W}><w:p>{r('Page head')}</w:p></w:hdr>"
    links = f'<Relationship Id="h" Type="{RELATIONSHIPS}/header" Target="header1.xml"/>'
    body = p(r("Seen") + r(" unseen", "<w:vanish/>")) + '<w:sectPr><w:headerReference r:id="h"/></w:sectPr>'
    document = read(body, links, **{"word/comments.xml": comments, "word/header1.xml": header})
    assert shown(document) == [("paragraph", "Seen")]
    assert counts(document) == dict.fromkeys(
        (NoticeKind.COMMENTS_DROPPED, NoticeKind.HEADERS_DROPPED, NoticeKind.HIDDEN_DROPPED), 1
    )


def test_tables_and_pictures_leave_their_place_and_their_words() -> None:
    row = "<w:tr><w:tc>" + p(r("{0}")) + "</w:tc><w:tc>" + p(r("{1}")) + "</w:tc></w:tr>"
    picture = f'<w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}"><wp:docPr id="1"%s/></wp:inline></w:drawing></w:r>'
    body = "<w:tbl>" + row.format("a", "b") + row.format("c", "d") + "</w:tbl>"
    body += p(picture % ' descr="A boat"') + p(r("After it.") + picture % "")
    document = read(body)
    assert [(block.text, block.is_furniture) for block in document.blocks] == [
        ("[tabla: 2 × 2]", True), ("a", False), ("b", False), ("c", False), ("d", False),
        ("[imagen: A boat]", False), ("After it.", False), ("[imagen]", True),
    ]  # fmt: skip
    assert counts(document) == {NoticeKind.TABLES: 1, NoticeKind.IMAGES: 2}


def test_a_text_box_follows_its_paragraph_and_stands_there_once() -> None:
    box = f"<w:txbxContent>{p(r('In the box.'))}</w:txbxContent>"
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    texts = [text for _, text in shown(read(p(r("Before ") + both + r("and after.")) + p(r("Next."))))]
    assert texts == ["Before and after.", "In the box.", "Next."]


def test_links_of_both_kinds_are_links_and_contents_are_furniture() -> None:
    link = f'<Relationship Id="a" Type="{RELATIONSHIPS}/hyperlink" Target="https://a.example/x" TargetMode="External"/>'
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://b.example/" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("there")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = styled("TOC1", "Chapter 1 ... 3") + p(
        f'<w:hyperlink r:id="a">{r("Here")}</w:hyperlink>' + r(" and ") + field
    )
    document = read(body, link)
    assert shown(document) == [("paragraph", "[Here](https://a.example/x) and [there](https://b.example/)")]
    assert counts(document) == {NoticeKind.CONTENTS_MARKED: 1}


def test_signs_breaks_and_empty_lines() -> None:
    inner = "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t></w:r>"
    assert read(p(inner)).blocks[0].text == "a\nb\u2011c\u00add"
    twice = "<w:r><w:t>First half.</w:t><w:br/><w:br/><w:t>Second half.</w:t></w:r>"
    assert [block.text for block in read(p(twice)).blocks] == ["First half.", "Second half."]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"Words.", WrongContent),
        (b"\x89PNG\r\n\x1a\n", WrongContent),
        (docx("<w:p/>"), EmptyFile),
        (docx("<w:p>"), BrokenFile),
        (docx(p(r("x")))[:300], BrokenFile),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        docx_in.read_document(data)

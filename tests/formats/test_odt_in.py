"""OpenDocument texts: what content.xml says becomes roles, marks and notes, and what cannot is told."""

import pytest

from domain.document import Document, NoticeKind
from domain.errors import BrokenFile, EmptyFile, ProtectedFile, WrongContent
from formats import odt_in
from tests.formats.written import ODT_NAMES, odt, packed

STYLES = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Quotations"/>'
    '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"'
    ' style:num-suffix="."/></text:list-style>'
)
COMMON = (
    f"<office:document-styles {ODT_NAMES}><office:styles>"
    '<style:default-style style:family="paragraph"><style:text-properties fo:language="es" fo:country="PE"/>'
    '</style:default-style><style:style style:name="Title" style:family="paragraph"/>'
    '<style:style style:name="Quotations" style:family="paragraph"/></office:styles><office:master-styles>'
    "<style:master-page><style:header><text:p>Head</text:p></style:header></style:master-page>"
    "</office:master-styles></office:document-styles>"
)


def read(body: str) -> Document:
    return odt_in.read_document(odt(body, styles=STYLES, more={"styles.xml": COMMON}))


def shown(document: Document) -> list[tuple[str, str]]:
    return [(block.role.value, block.text) for block in document.blocks if not block.is_furniture]


def counts(document: Document) -> dict[NoticeKind, int]:
    found = {notice.kind: notice.count for notice in document.notices}
    assert found.pop(NoticeKind.HEADERS_DROPPED) == 1
    return found


def test_structure_becomes_roles_and_marks() -> None:
    document = read(
        '<text:h text:outline-level="1">A chapter</text:h><text:p text:style-name="P1">The title</text:p>'
        '<text:p>One <text:span text:style-name="B">strong</text:span>,<text:s text:c="3"/><text:span '
        'text:style-name="I">soft</text:span><text:line-break/><text:a xlink:href="https://a.example/">linked</text:a>'
        ' *star*.</text:p><text:p text:style-name="P2">They said so.</text:p>'
    )
    assert shown(document) == [
        ("subhead", "A chapter"),
        ("headline", "The title"),
        ("paragraph", "One **strong**, *soft*\n[linked](https://a.example/) \\*star\\*."),
        ("quote", "They said so."),
    ]
    assert (document.title, document.language) == ("The title", "es")


def test_lists_lose_their_bullets_and_keep_their_numbers() -> None:
    items = "".join(f"<text:list-item><text:p>{word}</text:p></text:list-item>" for word in ("one", "two"))
    body = f'<text:list text:style-name="L1">{items}</text:list><text:list>{items}</text:list>'
    assert [text for _, text in shown(read(body))] == ["1. one", "2. two", "one", "two"]


def test_notes_stand_apart_from_the_sentence_they_are_in() -> None:
    note = (
        "<text:note><text:note-citation>9</text:note-citation><text:note-body><text:p>The note.</text:p>"
        "<text:p>More.</text:p></text:note-body></text:note>"
    )
    body = (
        f'<text:p>Before{note}<text:span text:style-name="B"> after</text:span>{note}.</text:p><text:p>Next.</text:p>'
    )
    assert shown(read(body)) == [
        ("paragraph", "Before[^1] **after**[^2]."),
        ("paragraph", "Next."),
        ("footnote", "[^1]: The note.\n\nMore."),
        ("footnote", "[^2]: The note.\n\nMore."),
    ]


def test_what_was_deleted_said_or_hidden_is_left_out_and_told() -> None:
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    comment = "<office:annotation><dc:creator>Ana</dc:creator><text:p>Hm.</text:p></office:annotation>"
    document = read(f'{changes}<text:p>Seen{comment}<text:span text:style-name="H"> unseen</text:span></text:p>')
    assert shown(document) == [("paragraph", "Seen")]
    assert counts(document) == {
        NoticeKind.CHANGES_ACCEPTED: 1, NoticeKind.COMMENTS_DROPPED: 1, NoticeKind.HIDDEN_DROPPED: 1,
    }  # fmt: skip


def test_tables_pictures_boxes_and_contents() -> None:
    row = "<table:table-row>" + "<table:table-cell><text:p>x</text:p></table:table-cell>" * 2 + "</table:table-row>"
    body = (
        "<text:table-of-content><text:index-body><text:p>Part 1 ... 3</text:p></text:index-body>"
        "</text:table-of-content>"
        f"<table:table>{row}{row}</table:table>"
        "<text:p><draw:frame><draw:image/><svg:desc>Un bote</svg:desc></draw:frame></text:p>"
        "<text:p>Before <draw:frame><draw:text-box><text:p>In the box.</text:p></draw:text-box></draw:frame>"
        "after.</text:p>"
    )
    document = read(body)
    assert [block.text for block in document.blocks if block.is_furniture] == ["Part 1 ... 3", "[tabla: 2 × 2]"]
    assert [text for _, text in shown(document)] == ["x"] * 4 + ["[imagen: Un bote]", "Before after.", "In the box."]
    assert counts(document) == {NoticeKind.CONTENTS_MARKED: 1, NoticeKind.TABLES: 1, NoticeKind.IMAGES: 1}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"Words.", WrongContent),
        (odt("<text:p/>"), EmptyFile),
        (odt("<text:p>"), BrokenFile),
        (odt("<text:p>x</text:p>")[:200], BrokenFile),
        (packed({"content.xml": "<x/>"}), BrokenFile),
        (odt("<text:p>x</text:p>", more={"META-INF/manifest.xml": "<a><encryption-data/></a>"}), ProtectedFile),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        odt_in.read_document(data)

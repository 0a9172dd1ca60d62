"""Bytes become text by rule, nothing is guessed without saying so, and no bytes can break the reader."""

import codecs
import contextlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.document import Notice, NoticeKind
from domain.encodings import CHOICES, clean, decode
from domain.errors import EmptyFile, UnknownEncoding

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
TEXTS = SHARED / "data" / "interchange" / "text"
needs_shared = pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared test data is not here")

SPANISH = "¿Qué? «Ñandú», dijo Ángel — y añadió: ¡ya está!\n\nOtro párrafo, con más acentos: á é í ó ú ü ñ.\n"
SAMPLES = {
    "utf-8": SPANISH,
    "windows-1252": SPANISH,
    "windows-1250": "Żółć, řeka, ő\n",
    "windows-1251": "Привет, мир\n",
    "windows-1253": "Καλημέρα\n",
    "windows-1255": "שלום עולם\n",
    "windows-1256": "سلام\n",
    "koi8-r": "Привет\n",
    "shift_jis": "こんにちは世界\n",
    "gb18030": "你好，世界\n",
    "euc-kr": "안녕하세요\n",
}


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SPANISH.encode(), "utf-8"),
        (codecs.BOM_UTF8 + SPANISH.encode(), "utf-8"),
        (SPANISH.encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + SPANISH.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + SPANISH.encode("utf-32-le"), "utf-32-le"),
        (SPANISH.encode("utf-16-le"), "utf-16-le"),
        (SPANISH.encode("utf-16-be"), "utf-16-be"),
        (SPANISH.encode("cp1252"), "windows-1252"),
    ],
)
def test_the_encoding_is_found_by_rule(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (SPANISH, encoding)


@pytest.mark.parametrize("text", ["Привет, мир. Как дела?\nХорошо.\n", "Γειά σου κόσμε. Τι κάνεις;\n", "hi"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_nul_bytes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).encoding == encoding
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("data", [b"one\0two\0\0three", b"a\0\0\0bcd\0", b"line\0\n" * 50, b"x\0" + b"y" * 99])
def test_stray_nul_bytes_do_not_make_a_text_utf16(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert decoded.text == data.replace(b"\0", b"").decode()
    assert Notice(NoticeKind.NUL_REMOVED, data.count(b"\0")) in decoded.notices


@pytest.mark.parametrize(("encoding", "text"), SAMPLES.items())
def test_the_encoding_asked_for_is_used(encoding: str, text: str) -> None:
    codec = {"shift_jis": "cp932", "euc-kr": "cp949"}.get(encoding, encoding)
    assert decode(text.encode(codec), encoding).text == text


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("ascii", "utf-8"),
        ("latin1", "iso-8859-1"),
        ("ISO-8859-1", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("macintosh", "mac-roman"),
        ("x-mac-roman", "mac-roman"),
        ("l9", "iso-8859-15"),
    ],
)
def test_other_names_of_an_encoding_are_known(asked: str, name: str) -> None:
    assert decode(b"abc", asked).encoding == name


@pytest.mark.parametrize(
    "asked", ["nope", "", "rot13", "base64", "unicode_escape", "idna", "utf-7", "a\0b", "x" * 9999]
)
def test_an_unknown_encoding_is_refused(asked: str) -> None:
    with pytest.raises(UnknownEncoding) as caught:
        decode(b"abc", asked)
    assert caught.value.facts == {"encoding": asked}


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        (SPANISH.encode("cp1252"), "utf-8"),
        (b"\xff\xfe\xfd\xfc", "utf-8"),
        (SPANISH.encode("cp1252"), "shift_jis"),
        (b"\xd8" * 40, "utf-16-le"),
        (b"\x01\x02\x03\x04\x05", "windows-1252"),
    ],
)
def test_bytes_that_are_no_text_in_the_encoding_asked_for_are_refused(data: bytes, asked: str) -> None:
    with pytest.raises(UnknownEncoding):
        decode(data, asked)


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\r\n", b"\0\0\0", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, " \u2003\n".encode()]
)
def test_a_file_with_nothing_in_it_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        decode(data)


def test_a_guess_is_announced() -> None:
    assert decode(SPANISH.encode("cp1252")).notices == (Notice(NoticeKind.ENCODING_GUESSED),)
    assert decode(SPANISH.encode()).notices == ()


def test_a_byte_without_meaning_is_shown_and_counted() -> None:
    decoded = decode(b"caf\xe9 \x81")
    assert decoded.text == "café \ufffd"
    assert Notice(NoticeKind.UNDECODABLE, 1) in decoded.notices


def test_a_utf8_text_with_one_spoilt_byte_is_still_utf8() -> None:
    decoded = decode(SPANISH.encode() + b"\xff")
    assert decoded.text == SPANISH + "\ufffd"
    assert decoded.encoding == "utf-8"
    assert decoded.notices == (Notice(NoticeKind.UNDECODABLE, 1),)


def test_a_wrong_byte_order_mark_gives_text_and_a_notice() -> None:
    decoded = decode(codecs.BOM_UTF8 + b"caf\xe9 and more")
    assert decoded.text == "caf\ufffd and more"
    assert decoded.notices == (Notice(NoticeKind.UNDECODABLE, 1),)


def test_accents_are_composed() -> None:
    assert decode(unicodedata.normalize("NFD", SPANISH).encode()).text == SPANISH


def test_control_characters_are_taken_out_and_counted() -> None:
    text, notices = clean("a\x01b\x7fc\x80d\ufffee\ud800f\0g\U0001ffffh\ufdd0\x1a")
    assert text == "abcdefgh"
    assert notices == (Notice(NoticeKind.NUL_REMOVED, 1), Notice(NoticeKind.CONTROL_REMOVED, 8))


def test_white_space_and_private_characters_stay() -> None:
    text = "a\t\n\r\v\f\x85\xa0\u2028\u2029\u202f\xad\u200b\ue000b"
    assert clean(text) == (text, ())


@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00")
@example(b"\x00a\x00b\xd8")
@example(codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff")
def test_any_bytes_give_a_clean_text_or_nothing(data: bytes) -> None:
    try:
        decoded = decode(data)
    except EmptyFile:
        return
    assert decoded.encoding in CHOICES
    assert clean(decoded.text) == (decoded.text, ())


@given(st.binary(min_size=1, max_size=60), st.sampled_from(CHOICES))
def test_any_bytes_in_any_encoding_give_a_clear_answer(data: bytes, encoding: str) -> None:
    with contextlib.suppress(EmptyFile, UnknownEncoding):
        assert decode(data, encoding).text.strip()


@given(st.text(min_size=1).filter(lambda text: clean(text)[0].strip()))
def test_utf8_gives_the_text_that_was_written(text: str) -> None:
    written = text.encode("utf-8", "ignore")
    expected = clean(written.decode().removeprefix("\ufeff"))[0]
    if not expected.strip():
        return
    assert decode(codecs.BOM_UTF8 + written.removeprefix(codecs.BOM_UTF8)).text == expected


@needs_shared
@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("es.cp1252.txt", "windows-1252"),
        ("es.latin1.txt", "windows-1252"),
        ("es.utf16le-bom.txt", "utf-16-le"),
        ("es.utf16be-nobom.txt", "utf-16-be"),
        ("es.utf8-bom-crlf.txt", "utf-8"),
        ("es.nfd.txt", "utf-8"),
    ],
)
def test_real_files_are_read(name: str, encoding: str) -> None:
    decoded = decode((TEXTS / name).read_bytes())
    assert decoded.encoding == encoding
    assert unicodedata.is_normalized("NFC", decoded.text)
    expected = (TEXTS / "expected" / f"{name}.paragraphs.txt").read_text(encoding="utf-8")
    assert unicodedata.normalize("NFC", expected.split("\n")[0]) in decoded.text

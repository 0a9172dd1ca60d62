"""The group's own word list: words that are right though no dictionary has them."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.errors import status_of
from blueprints.identity import me
from blueprints.numbers import whole
from blueprints.pages import number
from blueprints.transfer_words import words_of
from blueprints.uploads import sent_file
from domain.encodings import decode
from domain.errors import BadValue, EmptyFile
from domain.language_tags import base_language
from extensions import db
from services import spelling, word_list
from services.word_list import PAGE

bp = Blueprint("word_list", __name__)

LONGEST_SEARCH = 100  # characters


@bp.get("/words")
def index() -> ResponseReturnValue:
    """List the words of a `language`, those with `q` in them, from number `after` on."""
    return _page()


@bp.post("/words")
def create() -> ResponseReturnValue:
    """Add a `word` to the list of a `language`."""
    word, language = request.form.get("word", ""), request.form.get("language", "")
    try:
        is_new = word_list.add(db.session, me(), language, word)
    except BadValue as error:
        if error.facts["field"] != "word":
            raise
        return _page(word=word), status_of(error)
    db.session.commit()
    said = _("“%(word)s” is in the list now.") if is_new else _("“%(word)s” was in the list already.")
    flash(said % {"word": word.strip()}, "good")
    return redirect(url_for("word_list.index", language=base_language(language)))


@bp.post("/words/<int:word_id>/removal")
def remove(word_id: int) -> ResponseReturnValue:
    """Take a word out of the list."""
    gone = word_list.remove(db.session, me(), word_id)
    db.session.commit()
    flash(_("“%(word)s” is no longer in the list.", word=gone.word), "good")
    return redirect(url_for("word_list.index", language=gone.language))


@bp.post("/words/file")
def create_from_file() -> ResponseReturnValue:
    """Add the words of a text file, one a line, to the list of a `language`."""
    language = request.form.get("language", "")
    try:
        brought = word_list.bring(db.session, me(), language, _lines())
    except EmptyFile as error:
        return _page(file_error=words_of(error)), status_of(error)
    db.session.commit()
    said = ngettext("%(number)s word added", "%(number)s words added", brought.added, number=number(brought.added))
    rest = _(
        "in the list already: %(unchanged)s, left out: %(skipped)s",
        unchanged=number(brought.unchanged), skipped=number(brought.skipped),
    )  # fmt: skip
    flash(f"{said}; {rest}.", "good")
    return redirect(url_for("word_list.index", language=base_language(language)))


@bp.get("/words/<language>/words.txt")
def export(language: str) -> ResponseReturnValue:
    """Hand out the words of a language, one a line: what this page and hunspell's own lists take."""
    words = word_list.all_words(db.session, me(), language)
    response = Response("".join(f"{word}\n" for word in words), mimetype="text/plain")
    response.headers.set("Content-Disposition", "attachment", filename=f"words-{base_language(language)}.txt")
    return response


def _page(*, word: str | None = None, file_error: str = "") -> str:
    """Return the page; `word`: one that could not be added, with what is wrong with it."""
    counts = word_list.languages(db.session, me())
    wanted = base_language(request.values.get("language", ""))
    language = wanted if wanted in counts else next(iter(sorted(counts, key=lambda one: (-counts[one], one))), "es")
    looked_for, after = request.args.get("q", "").strip()[:LONGEST_SEARCH], whole(request.args.get("after", ""))
    found = word_list.page_of(db.session, me(), language, looked_for=looked_for, after=after)

    def address(start: int) -> str:
        return url_for("word_list.index", language=language, q=looked_for or None, after=start or None)

    return render_template(
        "word_list/index.html", counts=counts, page=found, looked_for=looked_for, word=word, file_error=file_error,
        may_add=word_list.may_add(me(), language), may_remove=word_list.may_remove(me()),
        has_dictionary=spelling.dictionary_for(language) is not None,
        earlier=address(max(0, after - PAGE)) if after else None,
        later=address(after + PAGE) if after + PAGE < found.total else None,
    )  # fmt: skip


def _lines() -> list[str]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise EmptyFile()
    return decode(sent_file(file)[1]).text.splitlines()

"""What the intake pages send, read into what the services take."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from blueprints.numbers import whole
from domain.arranging import Changes, Join, Sweep
from domain.document import Role
from domain.errors import BadValue
from formats import REGISTRY
from services.intake import Settings

DOCUMENT_FORMATS = tuple(f.INFO.id for f in REGISTRY.values() if f.INFO.reads_documents)
ENCODED_FORMATS = ("txt", "md", "html")  # the others say themselves which encoding they are in
_OTHER_SUFFIXES = (".htm", ".xhtml", ".text", ".markdown")
SUFFIXES = ",".join([*(REGISTRY[id].INFO.suffix for id in DOCUMENT_FORMATS), *_OTHER_SUFFIXES])

LEFT_OUT, KEPT = "left-out", "kept"  # what a sweep can make of paragraphs beside a role
PAGE, TICKED, ALL = "page", "ticked", "all"


@dataclass(frozen=True, slots=True)
class Step:
    """What a button of the preview asks for: its name, and the number that belongs to it."""

    name: str
    number: int = 0


def step_of(form: MultiDict[str, str]) -> Step:
    """Return the button that was pressed: `join-7` is joining paragraph 7. Unknown ones count as saving."""
    name, _dash, number = form.get("do", "save").rpartition("-")
    if name in ("join", "apart", "open-cut", "page"):
        return Step(name, whole(number))
    return Step(form["do"] if form.get("do") in ("save", "reread", "sweep", "cut") else "save")


def changes_of(form: MultiDict[str, str], step: Step) -> Changes:
    """Return what the form asks for: the roles and boxes of the rows shown, and what the button adds."""
    numbers = [whole(name.removeprefix("role-")) for name in form if name.startswith("role-")]
    return Changes(
        roles={n: role(form[f"role-{n}"], "role") for n in numbers},
        left_out={n: f"left-out-{n}" in form for n in numbers},
        sweep=_sweep(form, numbers) if step.name == "sweep" else None,
        cut=(whole(form.get("cut-number", "")), form.get("cut-text", "")) if step.name == "cut" else None,
        join=_join(step),
    )


def settings_of(form: MultiDict[str, str]) -> Settings:
    """Return what the form says of the text. A language typed by its tag goes before one of the list."""
    others = form.get("other-targets", "").replace(",", " ").split()
    return Settings(
        title=form.get("title", ""),
        source=form.get("other-source", "").strip() or form.get("source", ""),
        targets=(*form.getlist("target"), *others),
        appeared=form.get("appeared", ""),
        licence=form.get("licence", ""),
    )


def role(text: str, field: str) -> Role:
    """Return the role called `text`; raise BadValue."""
    if text not in list(Role):
        raise BadValue(field=field, value=text)
    return Role(text)


def _join(step: Step) -> tuple[int, Join] | None:
    ways = {"join": Join.RUNNING, "apart": Join.APART}
    return (step.number, ways[step.name]) if step.name in ways else None


def _sweep(form: MultiDict[str, str], shown: list[int]) -> Sweep:
    which, make, of = form.get("sweep-which", ""), form.get("sweep-make", ""), form.get("sweep-of", "")
    ticked = (whole(number) for number in form.getlist("tick"))
    numbers = {PAGE: frozenset(shown), TICKED: frozenset(ticked)}.get(which, None if which == ALL else frozenset())
    return Sweep(
        make=None if make in (LEFT_OUT, KEPT) else role(make, "sweep-make"),
        is_furniture={LEFT_OUT: True, KEPT: False}.get(make),
        numbers=numbers,
        of=role(of, "sweep-of") if of else None,
    )

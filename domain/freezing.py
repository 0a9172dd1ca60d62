"""A volume as a file of a release holds it: JSON that is the same, byte for byte, whenever it is written.

Only what is printed is in it. The number of the schema says how to read it, for as long as there are releases: a
later schema adds a reader and takes none away.
"""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from domain.bitext import Bitext, Flag, Remark, Side, Unit
from domain.document import Role
from domain.errors import BrokenFile
from domain.states import State
from domain.volume import Volume, printed

SCHEMA = 1
Json = dict[str, Any]

_VOLUME = (
    "source_language", "target_language", "slug", "title", "target_title", "series", "licence", "number", "is_draft",
    "layout", "paper",
)  # fmt: skip
# Left out where they are as they are by default, as in every release that is older than they are.
_PRESETS = {field.name: field.default for field in fields(Volume) if field.name in ("type_size", "margins", "binding")}
_PART = ("source_language", "target_language", "slug", "title", "appeared", "licence", "sha256")


def freeze(volume: Volume) -> bytes:
    """Return `volume` as canonical JSON in UTF-8: sorted keys, no space, no remark to a colleague."""
    value = {
        "schema": SCHEMA,
        **{name: getattr(volume, name) for name in _VOLUME},
        **{name: value for name, usual in _PRESETS.items() if (value := getattr(volume, name)) != usual},
        "released": _time(volume.released),
        "front": {"source": list(volume.front_source), "target": list(volume.front_target)},
        "parts": [_part(printed(part)) for part in volume.parts],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def thaw(data: bytes) -> Volume:
    """Return the volume that `freeze` wrote. Raises BrokenFile for anything else."""
    try:
        value = json.loads(data)
        if value["schema"] != SCHEMA:
            raise BrokenFile(format="release", line=None, detail=f"schema {value['schema']}")
        return Volume(
            **{name: value[name] for name in _VOLUME},
            **{name: value.get(name, usual) for name, usual in _PRESETS.items()},
            released=_moment(value["released"]),
            front_source=tuple(value["front"]["source"]),
            front_target=tuple(value["front"]["target"]),
            parts=tuple(map(_bitext, value["parts"])),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenFile(format="release", line=None, detail=str(error)) from error


def _part(bitext: Bitext) -> Json:
    return {
        **{name: getattr(bitext, name) for name in _PART},
        "updated": _time(bitext.updated),
        "translators": list(bitext.translators),
        "reviewers": list(bitext.reviewers),
        "units": [_unit(unit) for unit in bitext.units],
    }


def _unit(unit: Unit) -> Json:
    return {
        "id": unit.id,
        "source": unit.source,
        "target": unit.target,
        "state": unit.state.value,
        "role": unit.role.value,
        "flags": sorted(flag.value for flag in unit.flags),
        "version": unit.version,
        "aliases": list(unit.aliases),
        "notes": [
            {"text": note.text, "author": note.author, "anchor": note.anchor, "side": note.side and note.side.value}
            for note in unit.notes
        ],
    }


def _bitext(value: Json) -> Bitext:
    return Bitext(
        **{name: value[name] for name in _PART},
        updated=_moment(value["updated"]),
        translators=tuple(value["translators"]),
        reviewers=tuple(value["reviewers"]),
        units=tuple(map(_unit_of, value["units"])),
    )


def _unit_of(value: Json) -> Unit:
    return Unit(
        value["id"],
        value["source"],
        value["target"],
        State(value["state"]),
        Role(value["role"]),
        frozenset(map(Flag, value["flags"])),
        value["version"],
        tuple(value["aliases"]),
        tuple(
            Remark(note["text"], note["author"], note["anchor"], note["side"] and Side(note["side"]))
            for note in value["notes"]
        ),
    )


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

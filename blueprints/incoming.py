"""What reaches the views at all: no field and no part of an address holds characters that no text may hold.

Databases refuse NUL, pages and XML most control characters; nobody types them. Files pass as they are: reading them
says what was taken out.
"""

import re
from collections.abc import Iterable

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.routing import PathConverter, UnicodeConverter, ValidationError

_UNTYPED = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")


class Fields(ImmutableMultiDict[str, object]):
    """The fields of a form or a query, without such characters."""

    def __init__(self, fields: Iterable[tuple[str, object]] | None = None) -> None:
        pairs = fields.items(multi=True) if isinstance(fields, ImmutableMultiDict) else fields or ()
        super().__init__([(_typed(name), _typed(value)) for name, value in pairs])


class TypedRequest(Request):
    """A request whose form, query and JSON hold what somebody could have typed."""

    parameter_storage_class = Fields

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> object:
        """Return what the JSON of the body says, as Flask's own does; raise BadRequest for one nested without end."""
        try:
            return _typed(super().get_json(force, silent, cache))
        except RecursionError as error:
            raise BadRequest from error


class Part(UnicodeConverter):
    """A part of an address; one with such a character leads nowhere."""

    def to_python(self, value: str) -> str:
        """Return `value`; raise ValidationError, which is a 404."""
        if _UNTYPED.search(value):
            raise ValidationError
        return super().to_python(value)


class Rest(PathConverter, Part):
    """The rest of an address, with its slashes."""


def init_app(app: Flask) -> None:
    """Guard every request of `app`. To be called before any route is added."""
    app.request_class = TypedRequest
    app.url_map.converters.update(default=Part, string=Part, path=Rest)


def _typed(value: object) -> object:
    if isinstance(value, str):
        return _UNTYPED.sub("", value)
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if isinstance(value, dict):
        return {_typed(name): _typed(item) for name, item in value.items()}
    return value

"""Keeps what lets people in out of the logs: an address that holds a token is written without it."""

import logging
import re
from copy import copy

from flask import Flask

_TOKEN = re.compile(r"(/(?:preview|reset)/)[^\s/?#\"']+")


def init_app(app: Flask) -> None:
    """Guard what Flask and its server say of requests; a proxy in front has logs of its own (docs/deploy.md)."""
    without = WithoutTokens()
    for logger in (app.logger, logging.getLogger("werkzeug"), logging.getLogger("gunicorn.access")):
        if not any(isinstance(known, WithoutTokens) for known in logger.filters):
            logger.addFilter(without)


class WithoutTokens(logging.Filter):
    """Takes tokens out of each message before anything writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True, always: the line stays, its token goes."""
        if isinstance(record.args, dict):  # gunicorn's, by name, which knows how to say what it has not
            record.args = copy(record.args)
            record.args.update({name: _without(value) for name, value in record.args.items()})
        elif record.args:
            record.args = tuple(map(_without, record.args))
        record.msg = _without(record.msg)
        return True


def _without(value: object) -> object:
    return _TOKEN.sub(r"\1…", value) if isinstance(value, str) else value

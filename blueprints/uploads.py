"""Files that people send: how large they may be, and how one that is too large gets its answer."""

from flask import current_app, request
from werkzeug.datastructures import FileStorage

from services.intake import Limits

CHUNK = 64 * 1024
MOST_DRAINED = 20  # times the limit


def limits() -> Limits:
    """Return how much this installation takes in at once."""
    return Limits(current_app.config["UPLOAD_LIMIT_MB"], current_app.config["SEGMENT_LIMIT"])


def sent_file(file: FileStorage) -> tuple[str, bytes]:
    """Return name and bytes of an upload, and let go of the temporary file that holds them."""
    with file.stream as stream:
        return file.filename or "", stream.read()


def drain() -> None:
    """Read what the browser is still sending and forget it, so that it gets round to reading the answer.

    A connection that is closed while a browser sends shows as a broken network, not as our words. A body
    beyond all reason is not waited for.
    """
    left = request.content_length or 0
    if left > MOST_DRAINED * current_app.config["MAX_CONTENT_LENGTH"]:
        return
    stream = request.environ["wsgi.input"]
    while left > 0 and (chunk := stream.read(min(CHUNK, left))):
        left -= len(chunk)

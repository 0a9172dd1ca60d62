"""Whole addresses, for what is read or opened outside of the desk."""

from flask import current_app, request


def whole_address(path: str) -> str:
    """Return `path`, as url_for gives it, under PUBLIC_URL, or else under the address that the request came to."""
    root = current_app.config["PUBLIC_URL"] or request.url_root
    return root.rstrip("/") + path.removeprefix(request.script_root)


def settled_address(path: str) -> str:
    """Return `path` under PUBLIC_URL, or as it is: pages that are kept take no request's word for it."""
    return whole_address(path) if current_app.config["PUBLIC_URL"] else path

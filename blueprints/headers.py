"""What every answer tells the browser, and what the web server in front may tell the desk."""

from flask import Flask, Response, request
from flask_babel import gettext as _
from werkzeug.middleware.proxy_fix import ProxyFix

# Everything comes from the desk itself; nothing runs or styles that does not stand in a file of static/.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Flask-WTF compares the referrer of a secure request, so the desk itself must still get it.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",  # blueprints/public.py lets what is open to everybody be found
}
PRIVATE = "private, no-cache"
A_YEAR = "max-age=31536000"
SECRET = frozenset({"people.create", "people.create_link", "publication.create_link"})
NO_STORE = "private, no-store"


def init_app(app: Flask) -> None:
    """Add the headers to every answer; believe the addresses forwarded by TRUSTED_PROXIES proxies, by default none.

    Posts from other sites are refused before anything else looks at them.
    """
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies)
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_foreign)
    app.after_request(protect)
    if app.config["SESSION_COOKIE_SECURE"]:
        app.after_request(insist_on_https)


def refuse_foreign() -> Response | None:
    """Refuse what the browser says another site has sent (Fetch Metadata), and leave the session alone.

    Without a valid token it would be refused anyhow, but with a fresh session, which signs the member out, and a
    page that offers the forged text for sending again.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or request.headers.get("Sec-Fetch-Site") != "cross-site":
        return None
    return Response(_("This was sent by another site. Nothing was changed."), 403, mimetype="text/plain")


def protect(response: Response) -> Response:
    """Add what a view has not set itself. Pages are private: no cache between keeps them, the browser asks again.

    Pages with passwords, codes and links are not kept at all.
    """
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.blueprint == "security" or request.endpoint in SECRET:
        response.headers["Cache-Control"] = NO_STORE
    elif request.endpoint != "static":
        response.headers.setdefault("Cache-Control", PRIVATE)
    return response


def secret(response: Response) -> Response:
    """Say of a page whose address lets in that nobody keeps it, lists it or hears where a link of it came from."""
    response.headers["Cache-Control"] = NO_STORE
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def insist_on_https(response: Response) -> Response:
    """Tell the browser to come back by https for a year."""
    response.headers.setdefault("Strict-Transport-Security", A_YEAR)
    return response

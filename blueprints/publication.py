"""What publishers decide of an edition: whether anybody may read its releases, and who gets a link to its draft."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.addresses import whole_address
from blueprints.answers import own_form
from blueprints.identity import me
from blueprints.numbers import whole
from domain.errors import BadValue
from domain.permissions import Action, require
from extensions import db
from services import publication
from services.editions import Edition

bp = Blueprint("publication", __name__, url_prefix="/editions/<edition>")


@dataclass(frozen=True, slots=True)
class Readers:
    """Who besides the members sees an edition. `address`: of its public page."""

    opened_at: datetime | None
    address: str
    links: list[publication.Listed]


@bp.app_template_global()
def readers_of(edition: Edition) -> Readers:
    """Return who sees `edition`; its links for publishers only."""
    links = publication.links_of(db.session, me(), edition.slug) if me().may(Action.PUBLISH) else []
    opened_at = publication.opened_at(db.session, me(), edition)
    return Readers(opened_at, whole_address(url_for("public.read", edition=edition.slug)), links)


@bp.post("/publication")
def update(edition: str) -> ResponseReturnValue:
    """Open the releases of an edition to everybody, once the publisher says that they are sure, or close them."""
    own_form()
    require(me(), Action.PUBLISH)
    wanted = request.form.get("open", "")
    if wanted == "no":
        publication.close(db.session, me(), edition)
        words = _("The releases are for members only again.")
    elif wanted == "yes" and request.form.get("sure") == "yes":
        publication.open_to_all(db.session, me(), edition)
        words = _("Everybody can read the releases now.")
    else:
        raise BadValue(field="open", value=wanted)
    db.session.commit()
    flash(words, "good")
    return redirect(url_for("editions.show", edition=edition, _anchor="readers"))


@bp.post("/preview-links")
def create_link(edition: str) -> ResponseReturnValue:
    """Make a link to the edition as it stands, and show it this once."""
    own_form()
    days = whole(request.form.get("days", ""), 0)
    link, token = publication.create_link(db.session, me(), edition, request.form.get("purpose", ""), days)
    address = whole_address(url_for("public.preview", preview_token=token))
    db.session.commit()
    return render_template("publication/link.html", edition=edition, link=link, address=address), 201


@bp.post("/preview-links/<int:link_id>/revocation")
def revoke_link(edition: str, link_id: int) -> ResponseReturnValue:
    """End a link at once."""
    own_form()
    publication.revoke_link(db.session, me(), edition, link_id)
    db.session.commit()
    flash(_("The link leads nowhere any more."), "good")
    return redirect(url_for("editions.show", edition=edition, _anchor="readers"))

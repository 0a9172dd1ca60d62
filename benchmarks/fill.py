"""Fill a new database for the benchmarks: `python -m benchmarks.fill PASSWORD PEOPLE SLUG=PARAGRAPHS…`."""

import random
import sys
import uuid

import flask_migrate
from flask_security import hash_password
from sqlalchemy import update

from app import create_app
from domain.document import Block, Document, Role
from domain.permissions import OPERATOR, PersonRole
from domain.states import State
from extensions import db
from models import RoleGrant, Target, User
from services import statements
from services.store import begin_write

SENTENCE = (
    "the river keeps a record of every bridge that was promised to the people of the harbour and of the winter when "
    "nobody came to mend the lamps so the neighbours carried light from door to door and wrote their names on the wall"
)
WORDS = SENTENCE.split()


def paragraphs(count: int, seed: int = 7) -> Document:
    """Return a document of `count` paragraphs of 20 to 80 words, the same for the same seed."""
    rng = random.Random(seed)
    texts = (" ".join(rng.choices(WORDS, k=rng.randint(20, 80))).capitalize() + "." for _ in range(count))
    return Document(tuple(Block(Role.PARAGRAPH, text) for text in texts), title="Bench")


def main() -> None:
    """Create the people and the statements; every second target is a draft, so that pages have text on both sides."""
    password, people, *wanted = sys.argv[1:]
    app = create_app()
    with app.app_context():
        flask_migrate.upgrade()
        begin_write(db.session)
        hashed = hash_password(password)
        for n in range(int(people)):
            _person(f"t{n}@bench.example.org", hashed, PersonRole.TRANSLATOR)
        _person("r@bench.example.org", hashed, PersonRole.REVIEWER)
        for item in wanted:
            slug, count = item.split("=")
            _statement(slug, int(count))
        db.session.commit()
        # What PostgreSQL's own housekeeping does within minutes: without it the planner knows nothing of the rows.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def _person(email: str, hashed: str, role: PersonRole) -> None:
    user = User(email=email, name=email.split("@")[0], password=hashed, fs_uniquifier=uuid.uuid4().hex, active=True,
                roles=[RoleGrant(role=role)])  # fmt: skip
    db.session.add(user)
    db.session.flush()


def _statement(slug: str, count: int) -> None:
    upload = statements.Upload("bench.txt", "txt", slug.encode())
    details = statements.Details("en", title=slug, targets=("es",))
    statement = statements.create(db.session, OPERATOR, paragraphs(count), upload, details)
    assert statement.slug == slug
    text = SENTENCE
    drafts = update(Target).where(Target.segment_id % 2 == 0, Target.state == State.UNTRANSLATED)
    db.session.execute(drafts.values(text=text, state=State.DRAFT, version=1))


if __name__ == "__main__":
    main()

"""The migrations, up and down with rows in every table, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import MetaData, create_engine, func, insert, inspect, select
from sqlalchemy.orm import Session

from app import create_app
from config import ROOT
from domain.document import Role
from domain.permissions import PersonRole
from extensions import db, prepare_sqlite
from models import (
    AnalysisResult,
    Arrangement,
    Base,
    CheckedFinding,
    CheckedTarget,
    Comment,
    CommentMention,
    Concept,
    Edition,
    EditionDraft,
    EditionStatement,
    FilledTarget,
    Filling,
    ImportedTarget,
    Intake,
    Job,
    JobFile,
    JobFilePiece,
    KnownWord,
    MemoryEntry,
    MemoryFile,
    MemoryMark,
    MemoryPosting,
    MemorySource,
    MemorySourcePosting,
    MemoryUpload,
    Note,
    Presence,
    PreviewLink,
    Publication,
    Release,
    ReplacedTarget,
    Replacement,
    Sample,
    SampleEntry,
    SearchEntry,
    SearchMark,
    SegmentAlias,
    Sighting,
    SignInFailure,
    Statement,
    Target,
    TargetsFile,
    TargetsImport,
    Term,
    TermRefusal,
    TermsFile,
    TermSuggestion,
    TranslationProfile,
    Waiver,
)
from models.arrangement import ArrangementKind
from models.filling import FillingKind
from models.memory import MemoryKind
from tests import factories

SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]  # newest first
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    """Give an application in its context, on a database with rows in every table."""
    with running(database_url) as application:
        fill(database_url)
        yield application


@contextmanager
def running(url: str) -> Iterator[Flask]:
    application = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url})
    with application.app_context():
        yield application
        db.engine.dispose()


def fill(url: str) -> None:
    """Put at least one row into every table."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    with Session(engine) as session:
        factories.noise(session)
        translation = factories.translation(session, also=("pt",))
        target = session.get_one(Target, factories.target_ids(session, translation)[0])
        member = factories.person(session, PersonRole.ADMIN)
        statement_id, segment_id = translation.statement_id, target.segment_id
        session.add(SegmentAlias(statement_id=statement_id, number=90, segment_id=segment_id))
        session.add(Arrangement(statement_id=statement_id, kind=ArrangementKind.MERGE, number=1, other_number=90))
        session.add(Note(segment_id=segment_id, translation_id=translation.id, anchor="1", text="N. de la T."))
        comment = Comment(segment_id=segment_id, text="Why?", author_id=member.id)
        edition = Edition(slug="one", title="One", source_language="en", target_language="es")
        session.add_all([comment, edition])
        session.flush()
        session.add(Comment(segment_id=segment_id, parent_id=comment.id, text="Because.", author_id=member.id))
        session.add(CommentMention(comment_id=comment.id, user_id=member.id))
        session.add(EditionDraft(edition_id=edition.id, user_id=member.id, sha256="00", details={}, version=1))
        session.add(EditionStatement(edition_id=edition.id, statement_id=statement_id, position=1))
        session.add(Release(edition_id=edition.id, number=1, content=b"page", sha256="00"))
        session.add(Publication(edition_id=edition.id, opened_by_id=member.id))
        ends_at = datetime(2030, 1, 31, tzinfo=UTC)
        session.add(PreviewLink(edition_id=edition.id, digest="00", purpose="The printer", ends_at=ends_at))
        session.add(SignInFailure(key="somebody"))
        session.add(MemoryFile(id=1, name="old.tsv", sha256="00", source_language="en", target_language="es"))
        session.flush()
        pair = {"source": "Sing.", "target": "Canta.", "source_language": "en", "target_language": "es"}
        keys = {"source_key": 2**62, "pair_key": -(2**62), "before_key": 1}
        session.add(MemoryEntry(kind=MemoryKind.PARAGRAPH, file_id=1, **pair, **keys))
        gram = 2**40 + 5
        session.add_all([MemoryPosting(posting=gram), MemorySourcePosting(posting=gram), MemoryMark(kind="source")])
        session.add(MemorySource(segment_id=segment_id, revision=1, source_key=-(2**62)))
        session.add(MemoryUpload(token="m", user_id=member.id, format="tmx", sha256="00", content=b"<tmx/>"))
        session.add(Concept(id=1, domain="work", definition="Stopping work together.", created_by_id=member.id))
        session.flush()
        session.add(Term(concept_id=1, language="es", text="huelga", stem="huelg", gender="feminine"))
        pair_of = {"source_language": "en", "target_language": "es"}
        session.add(TermsFile(token="c", user_id=member.id, content=b"z", **pair_of))
        session.add(TermSuggestion(key="rent strik", text="rent strike", pairs=4, rank=1, **pair_of))
        session.add(TermRefusal(language="en", key="last week", refused_by_id=member.id))
        session.add(KnownWord(language="es", word="huelgazo", folded="huelgazo", added_by_id=member.id))
        file = JobFile(name="one.pdf", media_type="application/pdf", size=1, sha256="00")
        session.add(file)
        session.flush()
        session.add(JobFilePiece(file_id=file.id, number=0, content=b"p"))
        session.add(Job(kind="pdf", payload={"pages": [1, 2]}, file_id=file.id))
        session.add(
            Intake(token="a", user_id=member.id, format="txt", encoding="utf-8", content=b"x", blocks=[], notices=[])
        )
        session.add(TranslationProfile(translation_id=translation.id, variety="MX", quotation="angular"))
        given = {"facts": ["[^1]"], "words": "", "fingerprint": "00", "reason": "It says so in the text."}
        session.add(Waiver(target_id=target.id, check="notes", kind="missing", author_id=member.id, **given))
        seen = {"version": 1, "source_revision": 1, "rules": "00", "pair": "00", "source_key": 2**62, "target_key": -5}
        session.add(CheckedTarget(target_id=target.id, translation_id=translation.id, role=Role.PARAGRAPH, **seen))
        session.flush()
        place = {"number": 0, "start": 0, "end": 1, "fingerprint": "00"}
        session.add(CheckedFinding(target_id=target.id, check="doubles", kind="space", severity="warning", **place))
        session.add(Presence(translation_id=translation.id, user_id=member.id, segment_id=segment_id))
        session.add(TargetsFile(token="b", user_id=member.id, translation_id=translation.id, format="po", content=b"y"))
        session.add(Sighting(target_id=target.id, user_id=member.id, version=1, revision_id=1))
        sample = Sample(translation_id=translation.id, drawn_by_id=member.id, seed=2**40, size=1, approved=1)
        session.add(sample)
        session.flush()
        session.add(SampleEntry(sample_id=sample.id, target_id=target.id, version=1))
        replacement = Replacement(translation_id=translation.id, actor_id=member.id, find="a", replacement="o")
        brought = TargetsImport(translation_id=translation.id, actor_id=member.id, name="a.po", file_sha256="00")
        session.add(brought)
        session.add_all([replacement, SearchEntry(id=segment_id << 24, segment_id=segment_id, version=1)])
        session.add(SearchMark(side="source", revision_id=1))
        filling = Filling(translation_id=translation.id, actor_id=member.id, kind=FillingKind.MEMORY)
        found = {"bands": {"1": "exact"}, "several": {}}
        session.add_all([filling, AnalysisResult(translation_id=translation.id, found=found)])
        session.flush()
        session.add(
            ReplacedTarget(
                replacement_id=replacement.id, target_id=target.id, text="a", state=target.state, source_revision=1,
                is_self_approved=False, is_machine=False, version=1, places=1,
            )
        )  # fmt: skip
        session.add(
            FilledTarget(
                filling_id=filling.id, target_id=target.id, text="a", state=target.state, source_revision=1,
                is_self_approved=False, is_machine=False, version=1,
            )
        )  # fmt: skip
        session.add(
            ImportedTarget(
                import_id=brought.id, target_id=target.id, text="a", state=target.state, source_revision=1,
                is_self_approved=False, is_machine=False, version=1,
            )
        )  # fmt: skip
        session.commit()
        for table in Base.metadata.tables.values():
            assert session.scalar(select(func.count()).select_from(table)), f"fill() leaves {table} empty"
    engine.dispose()


def rows(*, besides: str = "alembic_version") -> Rows:
    """Return every row of every table as the database holds it, and close the connection."""
    metadata = MetaData()
    with db.engine.connect() as connection:
        metadata.reflect(connection)
        found = {}
        for name, table in metadata.tables.items():
            if name != besides and "_fts" not in name:  # full text: no two databases keep it alike
                lines = connection.execute(select(table)).mappings()
                found[name] = sorted((dict(line) for line in lines), key=repr)
    db.engine.dispose()
    return found


def common(rows: Rows, other: Rows) -> Rows:
    """Return the part of `rows` whose tables and columns `other` has, too."""
    return {
        name: sorted(
            ({column: value for column, value in line.items() if column in other[name][0]} for line in lines), key=repr
        )
        for name, lines in rows.items()
        if lines and other.get(name)
    }


def settings(*more_versions: Path) -> Config:
    """Return the application's settings for Alembic, with further folders of revisions."""
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    if more_versions:
        folders = [ROOT / "migrations" / "versions", *more_versions]
        config.set_main_option("version_locations", ":".join(map(str, folders)))
    return config


def test_every_row_survives_each_step_down_and_up_again(app: Flask) -> None:
    newest = rows()
    for revision in REVISIONS[1:]:
        command.downgrade(settings(), revision)
        older = rows()
        assert common(newest, older) == common(older, newest), f"down to {revision}"
        assert {name for name, lines in older.items() if not lines} == set(), f"down to {revision}"
        command.upgrade(settings(), "head")
        again = rows()
        assert common(older, again) == common(again, older), f"up from {revision}"


def test_one_can_go_all_the_way_down_with_rows_and_up_again(app: Flask) -> None:
    command.downgrade(settings(), "base")
    assert rows() == {}
    command.upgrade(settings(), "head")
    assert set(rows()) == set(Base.metadata.tables)


def test_the_models_and_the_migrations_agree(app: Flask) -> None:
    command.check(settings())


def constraints(url: str) -> dict[str, Any]:
    """Return what Alembic's comparison does not see: checks, and what happens to children."""
    engine = create_engine(url)
    found = inspect(engine)
    names = {name for name in found.get_table_names() if name != "alembic_version" and "_fts" not in name}
    checks = {name: sorted((c["name"], c["sqltext"]) for c in found.get_check_constraints(name)) for name in names}
    keys = {name: sorted((key["name"], str(key["options"])) for key in found.get_foreign_keys(name)) for name in names}
    engine.dispose()
    return {"checks": checks, "keys": keys}


def test_checks_and_rules_for_children_are_in_the_migrations_too(bare_database_url: str) -> None:
    with running(bare_database_url):
        command.upgrade(settings(), "head")
        db.engine.dispose()
        migrated = constraints(bare_database_url)
        command.downgrade(settings(), "base")
        db.engine.dispose()
    engine = create_engine(bare_database_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    assert migrated == constraints(bare_database_url)


def revision(folder: Path, upgrade: str) -> Path:
    """Write a revision on top of the newest one; return its folder."""
    folder.mkdir()
    text = f"""
        import sqlalchemy as sa
        from alembic import op

        revision = "trial"
        down_revision = "{REVISIONS[0]}"


        def upgrade():
            {upgrade}


        def downgrade():
            pass
    """
    (folder / "trial.py").write_text(dedent(text))
    return folder


def test_children_survive_when_the_table_of_their_parents_is_rebuilt(app: Flask, tmp_path: Path) -> None:
    before = rows()
    # SQLite alters no column: it makes a new table, copies the rows and drops the old one.
    rebuild = 'with op.batch_alter_table("statement") as batch: batch.alter_column("title", type_=sa.Text())'
    command.upgrade(settings(revision(tmp_path / "versions", rebuild)), "head")
    after = rows()
    assert before == after
    assert len(after["segment"]) >= 6


def test_a_migration_that_leaves_children_without_parents_is_undone(app: Flask, tmp_path: Path) -> None:
    if db.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL checks by itself")
    before = rows()
    orphans = 'op.execute("DELETE FROM statement")'
    with pytest.raises(RuntimeError, match="without their parent"):
        command.upgrade(settings(revision(tmp_path / "versions", orphans)), "head")
    assert rows() == before


def test_a_connection_guards_its_children_again_after_a_migration(app: Flask) -> None:
    command.downgrade(settings(), REVISIONS[1])
    command.upgrade(settings(), "head")
    with db.engine.connect() as connection:
        values = {"slug": "x", "title": "x", "source_language": "en", "created_by_id": 10**6}
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            connection.execute(insert(Statement).values(**values))

"""Many forms of an edition in one ZIP: what is in it, and that a release always gives the same bytes."""

import io
import zipfile

import pytest
from sqlalchemy.orm import Session

from domain.errors import NotFound, UnknownFormat
from domain.permissions import Actor
from formats import REGISTRY
from services import bundles, editing, editions, releases
from services.bundles import PRESETS, bundle
from tests import factories
from tests.services.books import approved, composed


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {bundles.EPOCH}
        return archive.namelist()


@pytest.mark.parametrize("preset", PRESETS)
def test_a_release_gives_the_same_bundle_whatever_becomes_of_its_texts(
    session: Session, publisher: Actor, preset: str
) -> None:
    one = approved(session)
    edition = composed(session, publisher, one)
    releases.release(session, publisher, edition.slug)
    before = bundle(session, publisher, edition.slug, preset, number=1)
    target_id = factories.target_ids(session, one)[0]
    editing.save(session, factories.translator(session), target_id, "Otra cosa.", version=3)
    assert bundle(session, publisher, edition.slug, preset, number=1) == before
    found = names(before)
    assert found == sorted(set(found))
    assert len(found) == len(PRESETS[preset])
    assert all(name.startswith("two-texts-1.") for name in found)


def test_every_format_is_in_the_bundle_of_all_as_it_is_by_itself(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, approved(session))
    with zipfile.ZipFile(io.BytesIO(bundle(session, publisher, edition.slug, "zip"))) as archive:
        for fmt in REGISTRY.values():
            if fmt.INFO.writes_volumes:
                alone = releases.build(session, publisher, edition.slug, fmt.INFO.id)
                assert archive.read(f"two-texts{fmt.INFO.suffix}") == alone, fmt.INFO.id


def test_drafts_say_so_in_a_bundle_too(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, factories.translation(session))
    with zipfile.ZipFile(io.BytesIO(bundle(session, publisher, edition.slug, "zip"))) as archive:
        assert "BORRADOR" in archive.read("two-texts.html").decode()


def test_what_cannot_be_bundled_is_refused(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, approved(session))
    with pytest.raises(UnknownFormat):
        bundle(session, publisher, edition.slug, "rar")
    with pytest.raises(NotFound):
        bundle(session, publisher, edition.slug, "zip", number=1)
    assert editions.texts_of(session, edition)


def test_each_file_of_a_bundle_is_told_of_before_it_is_written(session: Session, publisher: Actor) -> None:
    edition = composed(session, publisher, approved(session), approved(session))
    gathered: list[tuple[int, int]] = []
    told: list[tuple[int, int, str]] = []
    data = bundle(
        session, publisher, edition.slug, "zip-screen",
        gathering=lambda *step: gathered.append(step), telling=lambda *step: told.append(step),
    )  # fmt: skip
    assert gathered == [(0, 2), (1, 2)]
    assert [step[:2] for step in told] == [(n, 4) for n in range(4)]
    assert sorted(name for _done, _total, name in told) == names(data)

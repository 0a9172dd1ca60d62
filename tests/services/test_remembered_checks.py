"""What the checks found is remembered, and never shown of a text, a rule or a term that is not so any more."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from domain.checks import Profile
from domain.checks.waiving import fingerprint
from domain.document import Role
from domain.errors import NotAllowed
from domain.permissions import Actor, PersonRole
from domain.terms import Status
from models import CheckedFinding, CheckedTarget, Concept, Segment, Target, Term, Translation
from services import arrangements, checking, editing, reviewing, talk, waivers, waiving
from services.checking import Asked, remembering
from services.checking.remembering import CHUNK
from services.profiles import Address, Choices, choose, profile_of
from services.terms.stems import stems_in
from tests import factories

SOURCES = ("It is true.[^1]", "Who is there?", "The strike goes on.", "Bring a chair.", "Nobody wrote this.")
TARGETS = ("Es verdad.", "Quién está ahí?", "El paro sigue.", "Trae  una silla.")
FOUND = [("p1", "notes"), ("p2", "inverted-marks"), ("p4", "spaces")]


@pytest.fixture
def ana(session: Session) -> Actor:
    return factories.translator(session)


@pytest.fixture
def there(session: Session, ana: Actor) -> Translation:
    """Give a translation with three slips in four texts, and one paragraph that nobody wrote."""
    factories.noise(session)
    made = factories.translation(session, SOURCES)
    for target_id, text in zip(factories.target_ids(session, made), TARGETS, strict=False):
        editing.save(session, ana, target_id, text, version=0)
    session.commit()
    return made


def shown(session: Session, actor: Actor, translation: Translation, **asked: str | int) -> list[tuple[str, str]]:
    """Return paragraph and check of what is listed after catching up."""
    assert checking.catch_up(session, translation.id, seconds=3600)
    found = checking.listed(session, actor, translation.id, Asked(**asked))
    return [(one.key, finding.check) for one in found.paragraphs for finding in one.findings]


def checked_rows(session: Session, translation: Translation) -> int:
    return session.scalar(
        select(func.count()).select_from(CheckedTarget).where(CheckedTarget.translation_id == translation.id)
    )


def the_same_as_checking_all(session: Session, actor: Actor, translation: Translation) -> bool:
    profile = profile_of(session, translation.id)
    whole = checking.findings(session, actor, translation, profile, with_waived=False)
    found = checking.listed(session, actor, translation.id, Asked(), limit=1000)
    mine = [(one.key, one.position, finding) for one in found.paragraphs for finding in one.findings]
    return sorted(map(repr, mine)) == sorted(repr((o.segment, o.position, o.finding)) for o in whole)


def test_what_is_found_is_listed_in_reading_order(session: Session, ana: Actor, there: Translation):
    assert shown(session, ana, there) == FOUND
    assert the_same_as_checking_all(session, ana, there)
    assert checked_rows(session, there) == 4
    found = checking.listed(session, ana, there.id, Asked())
    assert (found.total, found.paragraphs_total, found.next_after) == (3, 3, None)
    assert sum(found.counts.values()) == 3


def test_until_it_is_checked_nothing_is_said_of_it(session: Session, ana: Actor, there: Translation):
    assert checking.progress(session, there.id) == checking.Progress(0, 4)
    assert checking.listed(session, ana, there.id, Asked()).paragraphs == ()
    checking.catch_up(session, there.id, seconds=3600)
    assert checking.progress(session, there.id) == checking.Progress(4, 4)


def test_a_short_text_is_checked_at_once(session: Session, there: Translation):
    assert checking.catch_up(session, there.id, seconds=0)
    assert checking.progress(session, there.id).left == 0


def test_a_little_at_a_time(session: Session, ana: Actor, there: Translation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(remembering, "LEAST", 0)
    assert not checking.catch_up(session, there.id, seconds=0)  # one at least
    assert checking.progress(session, there.id).done == 1
    while not checking.catch_up(session, there.id, seconds=0):
        pass
    assert shown(session, ana, there) == FOUND


def test_more_than_a_chunk(session: Session, ana: Actor):
    made = factories.translation(session, [f"The {n} rivers." for n in range(1, CHUNK + 51)])
    session.execute(
        update(Target).where(Target.translation_id == made.id).values(text="Los  ríos.", state="draft", version=1)
    )
    session.commit()
    assert checking.catch_up(session, made.id, seconds=3600)
    assert checking.progress(session, made.id) == checking.Progress(CHUNK + 50, CHUNK + 50)
    first = checking.listed(session, ana, made.id, Asked(check="spaces"), limit=30)
    assert (first.total, first.paragraphs_total, first.next_after) == (CHUNK + 50, CHUNK + 50, 30)
    second = checking.listed(session, ana, made.id, Asked(check="spaces", after=30), limit=30)
    assert [one.position for one in second.paragraphs] == list(range(31, 61))


def test_a_save_is_noticed(session: Session, ana: Actor, there: Translation):
    assert shown(session, ana, there) == FOUND
    editing.save(session, ana, factories.target_ids(session, there)[1], "¿Quién está ahí?", version=1)
    session.commit()
    found = checking.listed(session, ana, there.id, Asked())
    assert [one.key for one in found.paragraphs] == ["p1", "p4"], "what was found in another text is not shown"
    assert checking.progress(session, there.id).left == 1
    assert shown(session, ana, there) == [FOUND[0], FOUND[2]]


def test_a_text_that_is_taken_away_has_no_findings(session: Session, ana: Actor, there: Translation):
    assert shown(session, ana, there) == FOUND
    editing.save(session, ana, factories.target_ids(session, there)[3], "", version=1)
    session.commit()
    assert shown(session, ana, there) == FOUND[:2]
    assert checking.progress(session, there.id) == checking.Progress(3, 3)


def test_another_source_is_noticed(session: Session, ana: Actor, there: Translation):
    assert shown(session, ana, there) == FOUND
    segment = session.scalar(select(Segment).where(Segment.statement_id == there.statement_id, Segment.position == 1))
    segment.source, segment.source_revision = "It is true.", 2
    session.commit()
    assert shown(session, ana, there) == FOUND[1:]


def test_another_role_is_noticed(session: Session, ana: Actor):
    made = factories.translation(session, ["The stones of the river"])
    editing.save(session, ana, factories.target_ids(session, made)[0], "Las Piedras del Río", version=0)
    session.commit()
    before = shown(session, ana, made, check="title-case")
    session.execute(update(Segment).where(Segment.statement_id == made.statement_id).values(role=Role.HEADLINE))
    session.commit()
    assert (before, shown(session, ana, made, check="title-case")) == ([], [("p1", "title-case")])


def test_a_merge_and_its_undoing_are_noticed(session: Session, there: Translation):
    boss = factories.person(session, *PersonRole).as_actor()
    assert shown(session, boss, there) == FOUND
    made = arrangements.merge(session, boss, there.statement, "p1", seen=None)
    session.commit()
    merged = shown(session, boss, there)
    assert merged != FOUND
    assert the_same_as_checking_all(session, boss, there)
    arrangements.undo(session, boss, made.id)
    session.commit()
    assert shown(session, boss, there) == FOUND


def test_a_profile_is_noticed(session: Session, ana: Actor, there: Translation):
    editing.save(session, ana, factories.target_ids(session, there)[3], "Usted trae una silla.", version=1)
    session.commit()
    assert shown(session, ana, there) == FOUND[:2]
    choose(session, ana, there, Choices(address=Address.TU))
    session.commit()
    assert shown(session, ana, there) == [*FOUND[:2], ("p4", "address")]
    assert the_same_as_checking_all(session, ana, there)


def test_a_term_is_noticed_and_its_going_too(session: Session, ana: Actor, there: Translation):
    assert shown(session, ana, there) == FOUND
    concept = Concept()
    session.add(concept)
    session.flush()
    for language, text in (("en", "strike"), ("es", "huelga")):
        stem = stems_in(language)(text)[0]
        session.add(Term(concept_id=concept.id, language=language, text=text, stem=stem, status=Status.PREFERRED))
    session.commit()
    with_term = [*FOUND[:2], ("p3", "terms"), FOUND[2]]
    assert shown(session, ana, there) == with_term
    assert the_same_as_checking_all(session, ana, there)
    session.execute(update(Term).where(Term.language == "es").values(text="paro", stem=stems_in("es")("paro")[0]))
    session.commit()
    assert shown(session, ana, there) == FOUND


def test_new_checks_are_noticed(session: Session, ana: Actor, there: Translation, monkeypatch: pytest.MonkeyPatch):
    assert shown(session, ana, there) == FOUND
    monkeypatch.setattr("services.checking.rules.checks_digest", lambda: "another version of the program")
    assert checking.progress(session, there.id).done == 0


def test_what_only_moved_to_another_state_is_not_checked_again(
    session: Session, ana: Actor, there: Translation, monkeypatch: pytest.MonkeyPatch
):
    fourth = factories.target_ids(session, there)[3]
    assert shown(session, ana, there) == FOUND
    editing.submit(session, ana, fourth, version=1)
    reviewing.approve(session, factories.reviewer(session), fourth, version=2)
    session.commit()
    assert checking.progress(session, there.id).left == 1
    monkeypatch.setattr("services.checking.remembering.check", lambda *_: pytest.fail("checked again"))
    assert shown(session, ana, there) == FOUND


def test_a_waived_finding_is_not_listed_and_comes_back(session: Session, ana: Actor, there: Translation):
    assert shown(session, ana, there) == FOUND
    second = factories.target_ids(session, there)[1]
    [finding] = checking.findings_beside(session, ana, second, Profile())
    waiving.waive(session, ana, second, fingerprint(finding, TARGETS[1]), "He asks like that.")
    session.commit()
    assert shown(session, ana, there) == [FOUND[0], FOUND[2]]
    assert the_same_as_checking_all(session, ana, there)
    found = checking.listed(session, ana, there.id, Asked())
    assert [len(marks) for marks in found.waived.values()] == [1]
    assert list(found.waived) == [second]
    assert checking.count_open(session, [there.id]) == {there.id: 2}
    [waiver] = waivers.waivers(session, ana, there)
    waiving.withdraw(session, ana, second, waiver.id)
    session.commit()
    assert shown(session, ana, there) == FOUND
    assert checking.count_open(session, [there.id]) == {there.id: 3}


def test_the_same_source_with_two_targets_follows_both(session: Session, ana: Actor):
    made = factories.translation(session, ["Bring a chair.", "Come.", "Bring a chair."])
    first, _come, third = factories.target_ids(session, made)
    editing.save(session, ana, first, "Trae una silla.", version=0)
    editing.save(session, ana, third, "Trae tu silla.", version=0)
    session.commit()
    assert shown(session, ana, made) == [("p3", checking.SAME_SOURCE)]
    assert the_same_as_checking_all(session, ana, made)
    editing.save(session, ana, first, "Trae tu silla.", version=1)
    session.commit()
    assert shown(session, ana, made) == []
    editing.save(session, ana, first, "Trae la silla.", version=2)
    session.commit()
    found = checking.listed(session, ana, made.id, Asked())
    assert found.paragraphs == (), "until the first is checked again, nothing is said of the two"
    assert shown(session, ana, made) == [("p3", checking.SAME_SOURCE)]
    [paragraph] = checking.listed(session, ana, made.id, Asked()).paragraphs
    assert paragraph.findings[0].facts == ("p1", "Trae la silla.")


def test_by_check_and_by_severity(session: Session, ana: Actor, there: Translation):
    assert shown(session, ana, there, check="spaces") == [FOUND[2]]
    assert shown(session, ana, there, severity="error") == [
        (segment, name) for segment, name in FOUND if name != "spaces"
    ]
    assert shown(session, ana, there, check="no such check") == []
    assert shown(session, ana, there, after=1) == FOUND[1:]
    assert shown(session, ana, there, after=10**30) == []
    assert checking.count_open(session, [there.id]) == {there.id: 3}


def test_a_translation_that_is_none(session: Session, ana: Actor):
    assert checking.catch_up(session, 2**31 - 1)
    assert checking.listed(session, ana, 2**31 - 1, Asked()).paragraphs == ()


def test_who_may_not_read_is_told_nothing(session: Session, there: Translation):
    with pytest.raises(NotAllowed):
        checking.listed(session, factories.person(session).as_actor(), there.id, Asked())


def test_two_at_once_leave_one_set_of_findings(
    session: Session, ana: Actor, there: Translation, monkeypatch: pytest.MonkeyPatch
):
    """A second look that read before the first one wrote writes the same rows again."""
    real = remembering._store

    def twice(*args: object) -> None:
        real(*args)
        real(*args)

    monkeypatch.setattr(remembering, "_store", twice)
    assert shown(session, ana, there) == FOUND
    count = (
        select(func.count())
        .select_from(CheckedFinding)
        .join(CheckedTarget, CheckedTarget.target_id == CheckedFinding.target_id)
    )
    assert session.scalar(count.where(CheckedTarget.translation_id == there.id)) == 3


def test_a_row_of_findings_goes_with_its_target(session: Session, ana: Actor, there: Translation):
    assert shown(session, ana, there) == FOUND
    session.execute(delete(Segment).where(Segment.position == 1, Segment.statement_id == there.statement_id))
    session.commit()
    assert checked_rows(session, there) == 3


def test_the_next_with_a_warning_is_the_nearest_of_all_kinds(session: Session, ana: Actor, there: Translation):
    third = factories.target_ids(session, there)[2]
    talk.comment(session, ana, third, "Really?")
    session.commit()

    def walk(start: int) -> tuple[int, str] | None:
        return checking.next_warned(session, ana, there, after=start)

    assert [walk(n) for n in (0, 2, 3, 5)] == [(3, "p3")] * 2 + [(3, "p3")] * 2, "nothing is remembered yet"
    assert checking.catch_up(session, there.id, seconds=3600)
    assert [walk(n) for n in range(6)] == [
        (1, "p1"), (2, "p2"), (3, "p3"), (4, "p4"), (1, "p1"), (1, "p1"),
    ]  # fmt: skip


def test_nothing_with_a_warning(session: Session, ana: Actor):
    made = factories.translation(session, ["Bring a chair."])
    assert checking.next_warned(session, ana, made, after=0) is None
    with pytest.raises(NotAllowed):
        checking.next_warned(session, factories.person(session).as_actor(), made, after=0)

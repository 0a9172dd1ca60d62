"""The rules of the table: who may do what, in which language."""

import pytest

from domain.errors import NotAllowed
from domain.permissions import ALLOWED, OPERATOR, PER_LANGUAGE, Action, Actor, Grant, PersonRole, require

# Written out again, so that a slip in the table is seen: which actions each role has.
MAY = {
    "reader": {"read", "export"},
    "translator": {
        "read", "export", "comment", "import_statement", "edit_statement", "start_translation", "translate",
    },
    "reviewer": {
        "read", "export", "comment", "import_statement", "edit_statement", "start_translation", "translate", "review",
        "manage_memory",
    },
    "publisher": {
        "read", "export", "comment", "import_statement", "edit_statement", "start_translation", "manage_memory",
        "publish",
    },
    "admin": {
        "read", "export", "comment", "import_statement", "edit_statement", "start_translation", "manage_memory",
        "manage_people",
    },
}  # fmt: skip


def actor(*grants: Grant) -> Actor:
    return Actor(1, "Ana", grants)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", PersonRole)
def test_each_role_may_do_what_the_table_says_and_nothing_else(role, action):
    who = actor(Grant(role))
    assert who.may(action) == (action in MAY[role])
    if action in MAY[role]:
        require(who, action)
    else:
        with pytest.raises(NotAllowed) as refused:
            require(who, action)
        assert refused.value.facts["action"] is action


def test_every_action_and_every_role_has_its_row():
    assert set(ALLOWED) == set(Action)
    assert set(MAY) == set(PersonRole)


@pytest.mark.parametrize("action", Action)
def test_somebody_without_a_role_may_do_nothing(action):
    assert not actor().may(action)


@pytest.mark.parametrize(
    ("granted", "asked", "is_covered"),
    [
        (None, "es", True),
        (None, "zh-Hant-TW", True),
        ("es", "es", True),
        ("es", "ES", True),
        ("ES", "es-pe", True),
        ("es", "es-419", True),
        ("es-419", "es", False),
        ("es-419", "es-PE", False),
        ("es", "est", False),
        ("es", "pt", False),
        ("zh-Hant", "zh-Hans", False),
        ("zh-Hant", "zh-Hant-TW", True),
        ("es", None, True),
    ],
)
def test_a_grant_covers_its_language_and_the_varieties_of_it(granted, asked, is_covered):
    assert Grant(PersonRole.REVIEWER, granted).covers(asked) is is_covered


@pytest.mark.parametrize("action", Action)
def test_a_language_limits_translating_and_reviewing_alone(action):
    who = actor(Grant(PersonRole.REVIEWER, "es"))
    if action in PER_LANGUAGE:
        assert who.may(action, "es-PE")
        assert not who.may(action, "fr")
    else:
        assert who.may(action, "fr") == who.may(action, "es") == (action in MAY["reviewer"])


def test_several_roles_add_up_each_in_its_own_language():
    who = actor(Grant(PersonRole.TRANSLATOR, "fr"), Grant(PersonRole.REVIEWER, "es"))
    assert who.may(Action.TRANSLATE, "fr")
    assert not who.may(Action.REVIEW, "fr")
    assert who.may(Action.REVIEW, "es")
    assert not who.may(Action.PUBLISH)


def test_the_operator_writes_and_publishes_but_is_nobodys_second_pair_of_eyes():
    assert OPERATOR.id is None
    assert OPERATOR.may(Action.TRANSLATE, "es")
    assert OPERATOR.may(Action.PUBLISH)
    assert OPERATOR.may(Action.MANAGE_PEOPLE)
    assert not OPERATOR.may(Action.REVIEW, "es")

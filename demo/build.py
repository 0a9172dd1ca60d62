"""Building the demo once; a second time it touches nothing."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from demo import big, people, story
from demo.people import Access
from models import Statement


@dataclass(frozen=True, slots=True)
class Demo:
    """What there is now. `is_new`: whether its people were added just now; `statements`: those that were stored."""

    is_new: bool
    access: tuple[Access, ...]
    statements: tuple[Statement, ...] = ()


def build(session: Session, *, paragraphs: int | None = None, new_passwords: bool = False) -> Demo:
    """Make the demo unless its people are there, and a statement of so many paragraphs unless that one is there.

    `new_passwords` gives the people new ones; nothing else that is there is touched. Call it in a writing
    transaction. Raises BadValue (paragraphs).
    """
    members = people.present(session)
    is_new = not members
    statements: list[Statement] = []
    if is_new:
        actors, access = people.add_all(session)
        statements += story.tell(session, actors)
    else:
        actors = {people.by_email(user.email).key: user.as_actor() for user in members}
        access = (
            people.renew_passwords(session, members)
            if new_passwords
            else [Access(people.by_email(u.email)) for u in members]
        )
    if paragraphs is not None and (statement := big.build(session, actors, paragraphs)):
        statements.append(statement)
    return Demo(is_new, tuple(access), tuple(statements))

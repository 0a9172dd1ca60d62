"""Which entries are compared letter by letter: those that share the most, and the rarer of it counts more."""

import sys

import pytest
from rapidfuzz.distance import Levenshtein
from sqlalchemy.orm import Session

from domain.memory import ENTRY_BITS, beginning, grade
from models import MemorySourcePosting
from services.memory import grams
from services.memory.grams import Sought
from services.memory.rows import insert_numbers
from services.search.entries import plain
from tests.services.test_memory import from_file, look

LENGTH = 60
RARE, COMMON, OTHER = 7, 8, 9  # hashes


def index(session: Session, *rows: tuple[int, int, int]) -> None:
    """Store rows of hash, number and length."""
    postings = [beginning(value) + (grade(length) << ENTRY_BITS | number) for value, number, length in rows]
    insert_numbers(session, MemorySourcePosting.__table__, "posting", sorted(postings))


def best(session: Session, *hashes: int, limit: int = 3) -> list[int]:
    """Return the numbers that share the most, in no order."""
    return sorted(grams.segments(session, Sought(1, hashes, LENGTH * 3 // 4, LENGTH, LENGTH * 4 // 3), limit))


def test_what_few_have_counts_more_than_what_many_have(session: Session):
    many = range(1, 61)
    index(session, *((value, n, LENGTH) for value in (COMMON, OTHER) for n in many), (RARE, 99, LENGTH))
    assert 99 in best(session, RARE, COMMON, OTHER)


def test_what_more_is_shared_counts_more(session: Session):
    index(session, *((value, n, LENGTH) for value in (RARE, COMMON) for n in range(1, 10)), (OTHER, 3, LENGTH))
    assert best(session, RARE, COMMON, OTHER, limit=1) == [3]


@pytest.mark.parametrize("length", [LENGTH * 4 // 5, LENGTH * 5 // 4])
def test_the_nearer_in_length_comes_first(session: Session, length: int):
    index(session, (RARE, 1, length), (RARE, 2, LENGTH), (RARE, 3, length))
    assert best(session, RARE, limit=1) == [2]


def test_nothing_is_shared_with_no_text(session: Session):
    index(session, (RARE, 1, LENGTH))
    assert best(session) == best(session, OTHER) == []


@pytest.mark.parametrize(
    "source",
    [
        r"Bring a \*chair\* along", "Bring *a* **chair** _along_", r"\_Bring\_ a \_chair\_ along",
        "[Bring a](https://example.org/a/very/long/address/that/nobody/reads) *chair* along[^1]",
        r"**\*\_\*** _Bring_ *a* \*chair\* **along** _\__",
    ],
)  # fmt: skip
def test_marks_are_no_letters(session: Session, source: str):
    """However many they are, an entry is found by what a reader sees of it."""
    from_file(session, (source, "Trae una silla"), (r"\*\*\*\*", "No"), ("*Nobody* came along", "No vino nadie"))
    likeness = Levenshtein.normalized_similarity("Bring a *chair* along", plain(source))
    assert likeness > 0.75
    assert [match.score for match in look(session, r"Bring a \*chair\* along")] == [int(100 * likeness)]


def test_a_match_is_among_many_that_share_common_words(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.modules["services.memory.lookup"], "CANDIDATES", 5)
    ends = "abcdefghijklmnopqrstuvwxyz"
    crowd = [f"Figure 16.{n}. Example for the window {end * 5} filter" for n, end in enumerate(ends)]
    from_file(session, *((one, "Figura") for one in crowd), ("Figure 3. Example of a Colorcube", "Esta"))
    assert [match.target for match in look(session, "Figure 7. Example of the Colorcube")][:1] == ["Esta"]

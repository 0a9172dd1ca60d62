"""What was made is kept as far as there is room, and made again when it is not."""

from threading import Thread

from blueprints.shelf import Shelf


def kept(shelf: Shelf[str], key: str, value: str, made: list[str]) -> str:
    def make() -> str:
        made.append(key)
        return value

    return shelf.get(key, make)


def test_what_is_there_is_not_made_again_and_what_was_not_asked_for_goes_first() -> None:
    shelf: Shelf[str] = Shelf(10, len)
    made: list[str] = []
    for key, value in (("a", "aaaa"), ("b", "bbbb"), ("a", "aaaa"), ("c", "cccc"), ("a", "aaaa"), ("b", "bbbb")):
        assert kept(shelf, key, value, made) == value
        assert shelf.filled <= 10
    assert made == ["a", "b", "c", "b"]


def test_what_has_no_room_is_made_each_time() -> None:
    shelf: Shelf[str] = Shelf(3, len)
    made: list[str] = []
    assert [kept(shelf, "a", "aaaa", made) for _ in range(2)] == ["aaaa", "aaaa"]
    assert (made, shelf.filled) == (["a", "a"], 0)


def test_many_at_once_never_overfill_it() -> None:
    shelf: Shelf[str] = Shelf(50, len)

    def ask(first: int) -> None:
        for n in range(300):
            key = str((first * n) % 17)
            assert shelf.get(key, lambda key=key: key * 9) == key * 9

    threads = [Thread(target=ask, args=(n,)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < shelf.filled <= 50

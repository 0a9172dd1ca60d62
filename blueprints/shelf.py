"""What was made of frozen texts, kept in this process as far as it has room: made again, it would be the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """Values by their key, those that were asked for last. `room`: how much `size_of` all of them may have together."""

    def __init__(self, room: int, size_of: Callable[[Value], int]) -> None:
        self._room, self._size_of, self._filled = room, size_of, 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of `key`, made if it is not here. Two who ask at once may both make it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._put(key, value)
        return value

    def _put(self, key: Hashable, value: Value) -> None:
        size = self._size_of(value)
        if size > self._room or key in self._values:
            return
        self._values[key] = value
        self._filled += size
        while self._filled > self._room:
            _key, oldest = self._values.popitem(last=False)
            self._filled -= self._size_of(oldest)

    @property
    def filled(self) -> int:
        """How much of the room is taken."""
        return self._filled

"""What was worded already: the words of one notice for one house are the same for all who live there."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from models.notice import Notice

Words = TypeVar("Words")

MOST_OBJECTS = 64
MOST_VERSIONS = 256


class Worded(Generic[Words]):
    """The last so many words by their key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known = OrderedDict[Hashable, Words]()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Hashable, make: Callable[[], Words]) -> Words:
        """The words of this key, made when they are not known."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = make()
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return found


class Versions:
    """Numbers the contents of notices: two notices have the same number if and only if nothing that is ever worded differs."""

    def __init__(self) -> None:
        self._objects = OrderedDict[int, tuple[Notice, int]]()
        self._contents = OrderedDict[Hashable, int]()
        self._last = 0

    def number(self, notice: Notice) -> int:
        """The number of its content. An object is looked at once; whoever changes one must not word it again."""
        known = self._objects.get(id(notice))
        if known is not None and known[0] is notice:
            return known[1]
        content = _content(notice)
        number = self._contents.get(content)
        if number is None:
            self._last = number = self._contents[content] = self._last + 1
            if len(self._contents) > MOST_VERSIONS:
                self._contents.popitem(last=False)
        self._objects[id(notice)] = notice, number
        if len(self._objects) > MOST_OBJECTS:
            self._objects.popitem(last=False)
        return number


def _content(notice: Notice) -> Hashable:
    advice = (notice.advice_before, notice.advice_during, notice.advice_after)
    times = (notice.starts_at, notice.ends_at, notice.published_at, notice.changed_at, notice.created_at)
    words = (notice.title, notice.body, notice.cause, notice.contact)
    return (
        notice.id,
        notice.revision,
        notice.kind,
        notice.urgency,
        notice.is_emergency,
        words,
        times,
        tuple(tuple(lines) for lines in advice),
    )

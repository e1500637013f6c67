"""Which collapse key a message gets: FCM keeps four per device and drops others at random, perhaps an alert (FC-10)."""

from collections import OrderedDict
from datetime import datetime
from typing import NamedTuple

MOST_KEYS = 4
MOST_ALERTS = 3
MOST_DEVICES = 200_000
MOST_STATES = 10_000


class _Live(NamedTuple):
    """A message that may wait at FCM for its device: its tag, the key it went with, its end, and whether it is an alert."""

    tag: str
    key: str
    expires_at: datetime
    is_urgent: bool


class CollapseKeys:
    """Remembers which keys each device may have waiting, for this process and the last 200,000 devices.

    A message's key is its tag, so that a retry or a correction replaces it. The fifth message takes the key of the oldest ordinary
    one and replaces that, where FCM would throw away any of them; an alert is replaced only by the fourth alert after it.
    What is live is the same for most devices, which therefore share one value.
    """

    def __init__(self) -> None:
        self._devices = OrderedDict[int, tuple[_Live, ...]]()
        self._states = dict[tuple[_Live, ...], tuple[_Live, ...]]()

    def key(self, token: str, tag: str, *, now: datetime, expires_at: datetime, is_urgent: bool) -> str:
        """The collapse key of the message `tag` to this device."""
        device = hash(token)
        known = self._devices.get(device)
        if known is None:
            self._remember(device, (_Live(tag, tag, expires_at, is_urgent),))
            return tag
        own = next((live for live in known if live.tag == tag), None)
        if own is not None and own.expires_at == expires_at and own.is_urgent == is_urgent:
            return own.key
        others = tuple(live for live in known if live.expires_at > now and live is not own)
        is_own_live = own is not None and own.expires_at > now
        replaced = self._replaced(others, is_urgent=is_urgent, has_key=is_own_live)
        if replaced is not None:
            others = tuple(live for live in others if live is not replaced)
            key = replaced.key
            if own is not None and is_own_live:
                # What was sent with the old key still waits at FCM, and is what the next ordinary message replaces.
                others = (own._replace(tag=""), *others)
        else:
            key = own.key if own is not None else tag
            # Another message may have taken this one's place, and with it its key.
            while any(live.key == key for live in others):
                key += "+"
        self._remember(device, (*others, _Live(tag, key, expires_at, is_urgent)))
        return key

    def _remember(self, device: int, state: tuple[_Live, ...]) -> None:
        if len(self._states) >= MOST_STATES:
            self._states.clear()
        self._devices[device] = self._states.setdefault(state, state)
        if len(self._devices) > MOST_DEVICES:
            self._devices.popitem(last=False)

    @staticmethod
    def _replaced(others: tuple[_Live, ...], *, is_urgent: bool, has_key: bool) -> _Live | None:
        """Which waiting message makes room; None while there is some, or when the message goes with its own key. The oldest comes first."""
        alerts = [live for live in others if live.is_urgent]
        if is_urgent and len(alerts) >= MOST_ALERTS:
            return alerts[0]
        if has_key or len(others) < MOST_KEYS:
            return None
        return next(live for live in others if not live.is_urgent)

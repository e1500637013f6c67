"""Collapse keys: at most four wait for a device, and no ordinary message replaces an alert (FC-10)."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from push.channels.fcm_keys import CollapseKeys

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Device:
    """A phone that is switched off, and what FCM keeps for it: one message for each key."""

    def __init__(self) -> None:
        self.keys = CollapseKeys()
        self.kept = dict[str, tuple[str, datetime, bool]]()

    def send(self, tag: str, *, is_urgent: bool = False, minutes: int = 0, valid_minutes: int = 60) -> str:
        now = NOW + timedelta(minutes=minutes)
        end = now + timedelta(minutes=valid_minutes)
        self.kept = {key: kept for key, kept in self.kept.items() if kept[1] > now}
        key = self.keys.key("token", tag, now=now, expires_at=end, is_urgent=is_urgent)
        self.kept[key] = (tag, end, is_urgent)
        return key

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _, _ in self.kept.values()}


def test_fc_10_the_fifth_replaces_the_oldest_ordinary_one() -> None:
    """FC-10: the alert that was sent first stays."""
    device = Device()
    device.send("alert", is_urgent=True)
    for tag in "abcd":
        device.send(tag)
    assert device.tags == {"alert", "b", "c", "d"}
    assert device.send("d") == "a", "a retry goes with the key it had"


def test_fc_10_an_alert_gives_way_to_the_fourth_alert_only() -> None:
    """FC-10: three alerts and the last ordinary message."""
    device = Device()
    for tag in ("a1", "a2", "o1", "o2", "a3", "o3"):
        device.send(tag, is_urgent=tag.startswith("a"))
    assert device.tags == {"a1", "a2", "a3", "o3"}
    device.send("a4", is_urgent=True)
    assert device.tags == {"a2", "a3", "a4", "o3"}


def test_fc_10_what_has_ended_makes_room() -> None:
    """FC-10: only what FCM still keeps counts."""
    device = Device()
    for tag in "abcd":
        device.send(tag, valid_minutes=10)
    assert device.send("e", minutes=11) == "e"
    assert device.send("a", minutes=12) == "a"


def test_fc_10_an_ordinary_notice_that_becomes_an_alert_counts_as_one() -> None:
    """FC-10: its first message still waits under its own key, and is the one that makes room for what is ordinary."""
    device = Device()
    device.send("a")
    for tag in "bcd":
        device.send(tag, is_urgent=True)
    assert device.send("a", is_urgent=True) == "b"
    assert device.send("e") == "a"
    assert device.tags == {"a", "c", "d", "e"}


MESSAGES = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.booleans(), st.integers(0, 30), st.sampled_from([5, 60, 600])), min_size=1, max_size=40
)


@given(MESSAGES)
@example([("a", False, 0, 5), ("b", True, 1, 5), ("c", True, 0, 5), ("d", True, 0, 5), ("a", True, 0, 5), ("b", False, 0, 5)])
@example([("a", False, 0, 5), ("a", True, 0, 5), ("b", False, 0, 5), ("c", False, 0, 5), ("d", False, 0, 5), ("e", False, 0, 5)])
def test_fc_10_never_more_than_four_and_never_an_alert_for_an_ordinary_one(messages: list[tuple[str, bool, int, int]]) -> None:
    """FC-10: whatever is sent in whatever order."""
    device, minutes = Device(), 0
    for tag, is_urgent, later, valid in messages:
        minutes += later
        alerts = {kept[0] for kept in device.kept.values() if kept[2] and kept[1] > NOW + timedelta(minutes=minutes)} - {tag}
        device.send(tag, is_urgent=is_urgent, minutes=minutes, valid_minutes=valid)
        assert len(device.kept) <= 4
        if not is_urgent:
            assert alerts <= device.tags

"""The notice that benches and chaos send: no water in an hour."""

from datetime import datetime, timedelta

from models.notice import Notice, NoticeKind, NoticeState, Urgency


def water(now: datetime, urgency: Urgency = Urgency.ORDINARY) -> Notice:
    """Published now and not saved yet; valid for a day."""
    return Notice(
        kind=NoticeKind.WATER,
        urgency=urgency,
        state=NoticeState.PUBLISHED,
        title="Wasserabschaltung",
        cause="Wir tauschen ein Absperrventil aus.",
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=6),
        created_at=now,
        updated_at=now,
        published_at=now,
        valid_until=now + timedelta(hours=24),
    )

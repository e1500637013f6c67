"""Messages as the worker hands them to a channel."""

from datetime import UTC, datetime, timedelta
from typing import Any

from push.message import Letter, MailContent, PushContent, PushText
from tests.servers.push_service import Subscription

TAG = "A" * 32


def push(subscription: Subscription | None = None, **given: Any) -> PushContent:
    """A push that is valid for an hour."""
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "delivery_id": 1,
        "text": PushText("Kein Wasser: Di 24.11., 8–14 Uhr", "Amselweg 12. Bitte vorher Wasser abfüllen."),
        "path": "/aushaenge/1",
        "tag": TAG,
        "language": "de",
        "urgency": "high",
        "now": now,
        "expires_at": now + timedelta(hours=1),
        "endpoint": "",
    }
    if subscription is not None:
        values |= {"endpoint": subscription.endpoint, "p256dh": subscription.p256dh, "auth": subscription.auth}
    return PushContent(**values | given)


def mail(address: str = "erika@muster.example", **given: Any) -> MailContent:
    """A short mail."""
    values: dict[str, Any] = {
        "delivery_id": 4711,
        "created_at": datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
        "to_name": "Erika Muster",
        "address": address,
        "letter": Letter("Wasserabschaltung Di 24.11., 8–14 Uhr", "Sehr geehrte Frau Muster,\n\nTüröffner\n", "<p>Türöffner</p>"),
    }
    return MailContent(**values | given)

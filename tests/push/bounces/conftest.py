"""Reports of mail servers as they come in, about a row of the test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.keyring import Keyring
from push.channels.mail_message import message_id, return_path

FOLDER = Path(__file__).parent / "reports"
DOMAIN = "bounce.noris.example"

Fill = Callable[..., bytes]


@pytest.fixture
def report(keyring: Keyring) -> Fill:
    """`report("postfix_unknown", delivery_id)`: the mail of that file, about that row, byte for byte as a server sends it."""

    def fill(name: str, delivery_id: int, **given: str) -> bytes:
        text = (FOLDER / f"{name}.eml").read_text(encoding="utf-8")
        verp = return_path(keyring, delivery_id, DOMAIN)
        values = {"VERP": verp, "MESSAGE_ID": message_id(keyring, delivery_id, DOMAIN), "QUEUE_ID": "4Bx1"} | given
        for key, value in values.items():
            text = text.replace(f"{{{key}}}", value)
        return text.replace("\n", "\r\n").encode()

    return fill

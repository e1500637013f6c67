"""Topic and tag (WP-18): the same for every try of a notice and every device, and nobody who reads it learns which notice."""

import base64
import re
from pathlib import Path
from uuid import UUID, uuid4

from models.keyring import Keyring
from push.dispatch import Dispatcher
from push.networks import dispatcher
from settings import MailSettings, PushSettings
from tests.push.world import BASE_URL, COOPERATIVE

NOTICE = UUID("0198f0a0-0000-7000-8000-000000000001")


def of(folder: Path) -> Dispatcher:
    """Each call is another process; the same folder holds the same keys."""
    ring = Keyring.load(folder)
    return dispatcher(
        keyring=ring,
        cooperative=COOPERATIVE,
        mail=MailSettings(),
        push=PushSettings(subscriber="mailto:a@noris.example"),
        base_url=BASE_URL,
    )


async def test_the_topic_is_a_keyed_hash_of_the_notice(tmp_path: Path) -> None:
    """WP-18, RFC 8030 5.4: 32 characters of base64url; not the id, and not to be made without the server key."""
    one, again, other = of(tmp_path / "a"), of(tmp_path / "a"), of(tmp_path / "b")
    topic = one.topic(NOTICE)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", topic)
    assert topic == one.topic(NOTICE) == again.topic(NOTICE)
    assert topic != other.topic(NOTICE)
    assert NOTICE.bytes not in base64.urlsafe_b64decode(topic)
    assert len({one.topic(uuid4()) for _ in range(2500)} | {topic, one.topic(NOTICE)}) == 2501
    for made in (one, again, other):
        await made.close()

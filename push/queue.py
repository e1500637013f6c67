"""One kind of work of the worker: the rows of a lane for one group of channels, claimed into a bounded hand and kept leased."""

import asyncio
from dataclasses import dataclass, field

from models.delivery import Channel, Lane
from push import outbox
from push.outbox import Claimed


@dataclass(eq=False, slots=True)
class Queue:
    """Urgent and bulk, mail and push each have their own hand, so that none waits for another's slot (OB-16, OB-17)."""

    lane: Lane
    channels: tuple[Channel, ...]
    capacity: int
    lease_seconds: float
    poll_seconds: float
    in_hand: dict[int, Claimed] = field(default_factory=dict[int, Claimed])
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    room: asyncio.Event = field(default_factory=asyncio.Event)

    async def claim(self) -> list[Claimed]:
        """Take as many due rows as the hand has room for (OB-19)."""
        space = self.capacity - len(self.in_hand)
        claims = await outbox.claim(self.lane, space, self.lease_seconds, self.channels) if space > 0 else []
        self.in_hand.update((claimed.id, claimed) for claimed in claims)
        return claims

    def done(self, claimed: Claimed) -> None:
        """The row is settled or given back."""
        self.in_hand.pop(claimed.id, None)
        self.room.set()

    async def heartbeat(self) -> None:
        """Keep every lease in hand (OB-06)."""
        by_token = dict[str, list[int]]()
        for claimed in self.in_hand.values():
            by_token.setdefault(claimed.token, []).append(claimed.id)
        for token, ids in by_token.items():
            await outbox.extend(token, ids, self.lease_seconds)


def queues(concurrency: int, mail_connections: int) -> list[Queue]:
    """The four queues of a worker; the bulk ones have half the hands of the urgent ones."""
    push = (Channel.WEBPUSH, Channel.FCM)
    mails = 4 * mail_connections
    return [
        Queue(Lane.URGENT, push, concurrency, 30, 1),
        Queue(Lane.URGENT, (Channel.MAIL,), mails, 30, 1),
        Queue(Lane.BULK, push, max(1, concurrency // 2), 120, 5),
        Queue(Lane.BULK, (Channel.MAIL,), max(1, mails // 2), 120, 5),
    ]

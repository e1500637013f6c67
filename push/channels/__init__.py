"""One module per network, each with one verb: send() takes a message and answers with an Outcome, whatever the network does."""

from typing import Protocol, TypeVar

from push.message import MailContent, Outcome, PushContent

ContentT = TypeVar("ContentT", contravariant=True)


class Sender(Protocol[ContentT]):
    """A network. send() raises nothing that the network can cause; a bug may raise and is counted as one crash of that row."""

    async def send(self, content: ContentT, /) -> Outcome: ...

    async def close(self) -> None: ...


MailSender = Sender[MailContent]
PushSender = Sender[PushContent]

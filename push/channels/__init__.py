"""One module per network, each with one verb: send() takes a message and answers with an Outcome, whatever the network does."""

from typing import Protocol, TypeVar

from push.message import MailContent, Outcome, PushContent

Content_contra = TypeVar("Content_contra", contravariant=True)


class Sender(Protocol[Content_contra]):
    """A network. send() raises nothing that the network can cause; a bug may raise and is counted as one crash of that row."""

    async def send(self, content: Content_contra, /) -> Outcome: ...

    async def close(self) -> None: ...


MailSender = Sender[MailContent]
PushSender = Sender[PushContent]

"""Answers a test lays down in advance for one target: a status, silence, or a cut connection."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response

from tests.servers.loopback import LoopbackServer, wait_for_disconnect


class Manner(StrEnum):
    """What happens to the connection."""

    REPLY = "reply"
    HANG = "hang"
    DROP = "drop"
    DROP_AFTER_ACCEPTING = "drop after accepting"
    """The message is taken but the answer is lost, as when the network fails on the way back."""


@dataclass
class Answer:
    """One scripted answer; `times` None means from now on."""

    manner: Manner = Manner.REPLY
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    times: int | None = None


class Script:
    """Scripted answers by target, first laid down first used."""

    def __init__(self) -> None:
        self._answers: defaultdict[str, list[Answer]] = defaultdict(list)

    def add(self, target: str, answer: Answer) -> None:
        """Use `answer` for the next requests to `target`."""
        self._answers[target].append(answer)

    def clear(self, target: str) -> None:
        """Answer `target` truthfully again."""
        self._answers.pop(target, None)

    def take(self, target: str) -> Answer | None:
        """The answer for the request at hand, None when nothing is scripted."""
        waiting = self._answers[target]
        if not waiting:
            return None
        answer = waiting[0]
        if answer.times is not None:
            answer.times -= 1
            if answer.times <= 0:
                waiting.pop(0)
        return answer


async def play(answer: Answer, request: Request, server: LoopbackServer) -> Response:
    """Do to the client what the answer says. The response is only seen by somebody who is still there."""
    if answer.manner is not Manner.REPLY:
        if answer.manner is not Manner.HANG:
            server.drop(request)
        await wait_for_disconnect(request)
    return Response(answer.body, answer.status, dict(answer.headers))

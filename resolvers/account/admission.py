"""Whether an attempt to sign in is judged at all: counted before the password is looked at (AU-04, AU-05).

A device nobody knows waits: exponentially per (network address, number); a minute where a number was tried ten times in five minutes from
anywhere. A device the account knows has a budget of its own, which no stranger can use up; where it is spent, it waits like a stranger.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from resolvers import limits
from resolvers.account.request import RequestInfo
from resolvers.known_device import KnownDevice


@dataclass(frozen=True, slots=True)
class Admission:
    """`wait` in seconds, 0 to go on. `device` is the known one whose budget paid. `is_alarm`: this attempt made strangers wait."""

    wait: int = 0
    device: KnownDevice | None = None
    is_alarm: bool = False


async def admit(request: RequestInfo, subject: str, known: Sequence[KnownDevice] = ()) -> Admission:
    """Count an attempt on `subject`. What is refused by a narrow limit does not count against a wider one, so that nobody alone can use
    up what everybody shares."""
    for device in known:
        if await _has_budget(device):
            return Admission(device=device)
    network = limits.network(request.address)
    wait = await limits.delay(limits.Kind.LOGIN_PAIR, f"{network} {subject}")
    wait = wait or await limits.count(limits.LOGIN_ADDRESS, network)
    if wait:
        return Admission(wait)
    attempts = await limits.attempts(limits.LOGIN_ACCOUNT, subject)
    if attempts > limits.LOGIN_ACCOUNT.count:
        wait = await limits.delay(limits.Kind.LOGIN_SLOW, f"{network} {subject}", first=limits.ACCOUNT_DELAY)
    wait = wait or await limits.count(limits.LOGIN_GLOBAL)
    return Admission(wait, is_alarm=attempts == limits.LOGIN_ACCOUNT.count + 1)


async def forgive(request: RequestInfo, subject: str, admission: Admission = Admission()) -> None:
    """The attempt was right: it does not count as a failure."""
    if admission.device is not None:
        await limits.give_back(limits.LOGIN_KNOWN, str(admission.device.account_id))
        await limits.forget(limits.Kind.LOGIN_DEVICE, str(admission.device.device_id))
        return
    network = limits.network(request.address)
    await limits.give_back(limits.LOGIN_GLOBAL)
    await limits.give_back(limits.LOGIN_ADDRESS, network)
    await limits.give_back(limits.LOGIN_ACCOUNT, subject)
    await limits.forget(limits.Kind.LOGIN_PAIR, f"{network} {subject}")
    await limits.forget(limits.Kind.LOGIN_SLOW, f"{network} {subject}")


async def _has_budget(device: KnownDevice) -> bool:
    """Per device as for anybody who mistypes, and twenty failures an hour over all devices of the account: a stolen one cannot guess on."""
    if await limits.delay(limits.Kind.LOGIN_DEVICE, str(device.device_id)):
        return False
    return await limits.count(limits.LOGIN_KNOWN, str(device.account_id)) == 0

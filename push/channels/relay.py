"""The circuit breaker of the mail relay (SM-05): one for all mail of this worker."""

from push.channels.gate import Gate, OpenError
from push.channels.smtp import Stage
from push.message import Accepted, Failed, Gone, Later, Outcome, Refused

IN_A_ROW_TO_OPEN = 5


class Relay:
    """What the relay answered, and whether to go on.

    A refusal of us as a whole opens the circuit at once: at connecting (554, 421, certificate, login) or at MAIL. A policy refusal
    (5.7.x) of one recipient may be the relay's or that of the recipient's own provider, and one provider that blocks us must not
    stop the mail to all others for ever. So, as in WP-07 and WP-08, the targets are the recipients' domains: it opens for refusals
    at five domains or at a fifth of them, or for five in a row while no other domain takes our mail. A domain that refuses while
    others accept is tried again on the schedule of SM-01 until the message expires; its addresses stay as they are.
    """

    def __init__(self, host: str) -> None:
        self._gate = Gate(host)
        self._in_a_row = 0

    @property
    def is_open(self) -> bool:
        """Whether mail is paused."""
        return self._gate.is_open

    def check(self, address: str) -> Refused | None:
        """Ask before sending: what to answer while the circuit is open and it is not time for the probe of this minute."""
        try:
            self._gate.check(_domain(address))
        except OpenError as error:
            return Refused("circuit_open", error.seconds, was_tried=False)
        return None

    def note(self, address: str, stage: Stage, outcome: Outcome) -> Outcome:
        """Learn from an outcome; returns what it means for its row."""
        domain = _domain(address)
        match outcome:
            case Refused() if stage in {Stage.CONNECT, Stage.MAIL} or outcome.status.startswith(("530", "535")):
                self._gate.open()
            case Refused(status=status):
                self._in_a_row += 1
                others = self._gate.others_accepted(domain)
                is_ours = self._gate.refused(domain)
                if not is_ours and not others and self._in_a_row >= IN_A_ROW_TO_OPEN:
                    self._gate.open()
                if others and not is_ours:
                    return Later(status)
            case Accepted() | Gone() | Failed() if stage is not Stage.CONNECT:
                # Whoever says no to one address only has nothing against us.
                self._in_a_row = 0
                self._gate.accepted(domain)
            case _:
                pass
        return outcome


def _domain(address: str) -> str:
    return address.rpartition("@")[2]

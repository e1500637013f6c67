"""What SMTP replies mean (section 3 of the requirements): one table from stage and code to Outcome."""

import re
import ssl

from aiosmtplib.errors import SMTPResponseException

from models.delivery import Reason
from push.channels.smtp import Stage
from push.message import Failed, Gone, Later, Outcome, Refused

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")
_NO_SUCH_ADDRESS = frozenset({550, 551, 553})
_OUR_LOGIN = frozenset({530, 534, 535, 538})
_BLOCKED_AT_CONNECT = frozenset({421, 554})


def judge(stage: Stage, error: Exception) -> Outcome:
    """The outcome of a conversation that ended in this error."""
    if isinstance(error, SMTPResponseException):
        return _reply(stage, error.code, error.message)
    if _is_certificate(error):
        return Refused("certificate")
    if isinstance(error, OSError | TimeoutError):
        return Later(f"{stage} no_answer")
    # What is left is a server that cannot do what our settings ask for, such as STARTTLS.
    return Refused(f"{stage} not_supported")


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _reply(stage: Stage, code: int, text: str) -> Outcome:
    found = _ENHANCED.search(text[:40])
    enhanced = found[1] if found else ""
    status = f"{code} {enhanced}".strip()
    ours = code in _OUR_LOGIN or (stage is Stage.CONNECT and code in _BLOCKED_AT_CONNECT)
    if ours or (code >= 500 and enhanced.startswith("5.7.")):
        # SM-05: we are unknown, blocked or not logged in; no address is to blame.
        return Refused(status)
    if code < 500 or code == 552 or enhanced == "5.2.2" or stage is Stage.CONNECT:
        return Later(status)
    if stage is Stage.MAIL:
        return Refused(status)
    if enhanced.startswith("5.1.") or (stage is Stage.RCPT and code in _NO_SUCH_ADDRESS):
        return Gone(status)
    return Failed(Reason.ADDRESS_REFUSED if stage is Stage.RCPT else Reason.PAYLOAD, status)

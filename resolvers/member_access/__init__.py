"""A member's way into the portal, as the desk helps with it, closes it and opens it anew. Staff never see or choose a password (AU-15)."""

from resolvers.member_access.death import report_death, withdraw_death
from resolvers.member_access.ending import Regranted, end_access, regrant
from resolvers.member_access.helping import IdentityCheck, correct_email, resend_mail
from resolvers.member_access.locking import lock, unlock
from resolvers.member_access.task import open_tasks, settle_task
from resolvers.member_access.timeline import Access, Advice, MailFate, Step, StepKind, look

__all__ = [
    "Access",
    "Advice",
    "IdentityCheck",
    "MailFate",
    "Regranted",
    "Step",
    "StepKind",
    "correct_email",
    "end_access",
    "lock",
    "look",
    "open_tasks",
    "regrant",
    "report_death",
    "resend_mail",
    "settle_task",
    "unlock",
    "withdraw_death",
]

"""The audit log: its chain of seals, and reading it."""

from resolvers.audit.chain import Fault, Verification, check_all, renew_anchor, seal, verify
from resolvers.audit.reading import AuditFilter, AuditView, LastCheck, entries, export, last_check

__all__ = [
    "AuditFilter",
    "AuditView",
    "Fault",
    "LastCheck",
    "Verification",
    "check_all",
    "entries",
    "export",
    "last_check",
    "renew_anchor",
    "seal",
    "verify",
]

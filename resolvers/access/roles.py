"""Which role may do what: this table, and nothing else, says it (AU-13). What is not here nobody may.

Where a role may do it, in which districts and houses, is a matter of each employee's areas (models/staff.py).
"""

from collections.abc import Mapping
from enum import StrEnum

from models.staff import StaffRole


class Task(StrEnum):
    """What there is to do at the desk."""

    READ_NOTICES = "read_notices"
    WRITE_NOTICES = "write_notices"
    SEND_ALERTS = "send_alerts"
    READ_DELIVERIES = "read_deliveries"
    MANAGE_DELIVERIES = "manage_deliveries"
    READ_MEMBERS = "read_members"
    HELP_MEMBERS = "help_members"
    READ_PERSONAL_DOCUMENTS = "read_personal_documents"
    PUBLISH_DOCUMENTS = "publish_documents"
    IMPORT_STOCK = "import_stock"
    MANAGE_STAFF = "manage_staff"
    MANAGE_TOKENS = "manage_tokens"
    READ_AUDIT_LOG = "read_audit_log"
    CORRECT_DEATH = "correct_death"
    READ_WORK_LIST = "read_work_list"


_DESK = frozenset({StaffRole.ADMIN, StaffRole.MEMBER_DESK, StaffRole.EDITOR, StaffRole.ALERT_SENDER, StaffRole.READER})
_ADMIN = frozenset({StaffRole.ADMIN})

ROLES: Mapping[Task, frozenset[StaffRole]] = {
    Task.READ_NOTICES: _DESK,
    Task.WRITE_NOTICES: frozenset({StaffRole.ADMIN, StaffRole.ALERT_SENDER, StaffRole.EDITOR}),
    Task.SEND_ALERTS: frozenset({StaffRole.ADMIN, StaffRole.ALERT_SENDER}),
    Task.READ_DELIVERIES: _DESK,
    Task.MANAGE_DELIVERIES: frozenset({StaffRole.ADMIN, StaffRole.ALERT_SENDER, StaffRole.MEMBER_DESK}),
    Task.READ_MEMBERS: _DESK,
    Task.HELP_MEMBERS: frozenset({StaffRole.ADMIN, StaffRole.MEMBER_DESK}),
    Task.READ_PERSONAL_DOCUMENTS: frozenset({StaffRole.ADMIN, StaffRole.MEMBER_DESK}),
    Task.PUBLISH_DOCUMENTS: frozenset({StaffRole.ADMIN, StaffRole.MEMBER_DESK, StaffRole.EDITOR}),
    Task.IMPORT_STOCK: _ADMIN,
    Task.MANAGE_STAFF: _ADMIN,
    Task.MANAGE_TOKENS: _ADMIN,
    Task.READ_AUDIT_LOG: frozenset({StaffRole.ADMIN, StaffRole.AUDITOR}),
    Task.CORRECT_DEATH: _ADMIN,
    Task.READ_WORK_LIST: frozenset({StaffRole.CARETAKER}),
}
# These work for the whole cooperative or not at all; every other role may be limited to districts and houses.
WITHOUT_AREA = frozenset({StaffRole.ADMIN, StaffRole.AUDITOR})

DESK_ROLES = ROLES[Task.READ_MEMBERS]
NOTICE_READERS = ROLES[Task.READ_NOTICES]
PERSONAL_DOCUMENT_READERS = ROLES[Task.READ_PERSONAL_DOCUMENTS]

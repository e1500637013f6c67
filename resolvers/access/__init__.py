"""Who asks, and which rows they get. The only way from a viewer to rows a tenant may see; the default is no.

A foreign id and a missing id look the same: both are absent from these queries.
"""

from resolvers.access.documents import documents_of_member, readers_of, visible_documents, visible_uploads
from resolvers.access.notices import POSTED_STATES, newcomer_houses, newcomers, visible_notices
from resolvers.access.places import area, area_houses, visible_districts, visible_houses, visible_members
from resolvers.access.readers import reading_for, still_reads, visible_readings
from resolvers.access.roles import DESK_ROLES, NOTICE_READERS, PERSONAL_DOCUMENT_READERS, ROLES, WITHOUT_AREA, Task
from resolvers.access.viewer import (
    Integrator,
    Operator,
    Reader,
    Staff,
    Tenant,
    Viewer,
    actor,
    is_limited,
    refusal,
    require_caretaker,
    require_staff,
    require_tenant,
    session_or_token,
)

__all__ = [
    "DESK_ROLES",
    "NOTICE_READERS",
    "PERSONAL_DOCUMENT_READERS",
    "POSTED_STATES",
    "ROLES",
    "WITHOUT_AREA",
    "Integrator",
    "Operator",
    "Reader",
    "Staff",
    "Task",
    "Tenant",
    "Viewer",
    "actor",
    "area",
    "area_houses",
    "documents_of_member",
    "is_limited",
    "newcomer_houses",
    "newcomers",
    "readers_of",
    "reading_for",
    "refusal",
    "require_caretaker",
    "require_staff",
    "require_tenant",
    "session_or_token",
    "still_reads",
    "visible_districts",
    "visible_documents",
    "visible_houses",
    "visible_members",
    "visible_notices",
    "visible_readings",
    "visible_uploads",
]

"""Who reads along for a member: invited by the member, or a guardian or proxy by deed (DS-19, DS-19a)."""

from resolvers.reader.accept import Acceptance, Invitation, InvitationState, accept, accept_as, look
from resolvers.reader.deed import Deed, end_by_staff, of_member, register
from resolvers.reader.ending import end_all, end_own, stop
from resolvers.reader.invite import MOST_INVITED, invite
from resolvers.reader.listing import ReaderState, ReaderView, Reading, for_whom, readers, readings

__all__ = [
    "MOST_INVITED",
    "Acceptance",
    "Deed",
    "Invitation",
    "InvitationState",
    "ReaderState",
    "ReaderView",
    "Reading",
    "accept",
    "accept_as",
    "end_all",
    "end_by_staff",
    "end_own",
    "for_whom",
    "invite",
    "look",
    "of_member",
    "readers",
    "readings",
    "register",
    "stop",
]

"""Four eyes (AU-16, AU-17): a wide notice waits for a second person; one alone only in an emergency, with a reason all admins read.

Who approves works for the whole stock. Where a cooperative has one such employee only, the logged override is the way.
"""

from resolvers.approval.asking import change, request, withdraw
from resolvers.approval.deciding import approve, send_back
from resolvers.approval.lapse import LONGEST_WAIT, lapse
from resolvers.approval.overriding import override
from resolvers.approval.view import ApprovalView, get, waiting

__all__ = [
    "LONGEST_WAIT",
    "ApprovalView",
    "approve",
    "change",
    "get",
    "lapse",
    "override",
    "request",
    "send_back",
    "waiting",
    "withdraw",
]

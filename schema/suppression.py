"""Why a member's address is not written to."""

from datetime import datetime

import strawberry

from models.suppression import SuppressionCause
from resolvers import suppression

strawberry.enum(
    SuppressionCause,
    name="MailProblemCause",
    description="The address does not exist, six mails in a row found the mailbox full, or the reader called a mail unwanted.",
)


@strawberry.type(description="Mails to this member's address came back: nothing is sent there until it is lifted.")
class MailProblem:
    cause: SuppressionCause
    since: datetime
    status: str = strawberry.field(description="What the mail server said, such as `550 5.1.1`; may be empty.")

    @classmethod
    def wrap(cls, problem: suppression.MailProblem) -> "MailProblem":
        return cls(cause=problem.cause, since=problem.since, status=problem.status)

"""A member's way into the portal at the desk: see where it stuck, help, lock, give anew. No field takes or shows a secret (AU-15)."""

from datetime import datetime
from uuid import UUID

import strawberry

from models import member as models_member
from models.database import as_uuid
from models.delivery import Message
from models.member import MemberTaskKind
from resolvers import member_access
from resolvers.member_access import Advice, IdentityCheck, MailFate, StepKind
from schema.context import Info
from schema.letter import LetterRun
from schema.member import Member
from schema.paging import Connection, connection
from schema.permissions import MAIL_DESK, STAFF_MANAGERS, Require

strawberry.enum(StepKind, name="AccessStepKind")
strawberry.enum(MailFate, description="ACCEPTED: the mail server took it. LATE: on its way for over 15 minutes.")
strawberry.enum(Advice, name="AccessAdvice", description="Where it got stuck; the first that holds.")
strawberry.enum(IdentityCheck, description="How the desk made sure that the caller is the member.")
strawberry.enum(MemberTaskKind)
strawberry.enum(Message, name="AccountMessage")


@strawberry.type
class AccessStep:
    kind: StepKind
    at: datetime
    count: int = strawberry.field(description="How often; `at` is the last time.")
    fate: MailFate | None
    status: str = strawberry.field(description="What the mail server answered, such as 550 5.1.1.")

    @classmethod
    def wrap(cls, step: member_access.Step) -> "AccessStep":
        return cls(kind=step.kind, at=step.at, count=step.count, fate=step.fate, status=step.status)


@strawberry.type
class MemberAccess:
    advice: Advice
    steps: list[AccessStep] = strawberry.field(description="In the order of time; the last mail of each kind.")
    lock_reason: str

    @classmethod
    def wrap(cls, found: member_access.Access) -> "MemberAccess":
        return cls(advice=found.advice, steps=[AccessStep.wrap(step) for step in found.steps], lock_reason=found.lock_reason)


@strawberry.type
class MemberTask:
    id: UUID
    kind: MemberTaskKind
    member_id: UUID
    member_name: str
    created_at: datetime
    settled_at: datetime | None

    @classmethod
    def from_row(cls, row: models_member.MemberTask) -> "MemberTask":
        return cls(
            id=row.id,
            kind=row.kind,
            member_id=as_uuid(row.member_id),
            member_name=row.member.name,
            created_at=row.created_at,
            settled_at=row.settled_at,
        )


@strawberry.type
class ResendResult:
    message: Message = strawberry.field(description="Which mail the member waits for.")


@strawberry.type
class RegrantResult:
    member: Member
    run: LetterRun | None


@strawberry.type
class MemberAccessQuery:
    @strawberry.field(description="Where a member got stuck on the way into the portal.", extensions=[Require(MAIL_DESK)])
    async def member_access(self, info: Info, member_id: UUID) -> MemberAccess:
        return MemberAccess.wrap(await member_access.look(info.context.viewer, member_id))

    @strawberry.field(description="What waits to be settled by hand, the oldest first.", extensions=[Require(MAIL_DESK)])
    async def member_tasks(
        self, info: Info, first: int = 20, after: str | None = None, member_id: UUID | None = None
    ) -> Connection[MemberTask]:
        page = await member_access.open_tasks(info.context.viewer, member_id=member_id, first=first, after=after)
        return connection(page, MemberTask.from_row)


@strawberry.type
class MemberAccessMutation:
    @strawberry.mutation(
        description="Sends the mail the member waits for again: activation, one-time password, or a link to a new password.",
        extensions=[Require(MAIL_DESK)],
    )
    async def resend_access_mail(self, info: Info, member_id: UUID) -> ResendResult:
        return ResendResult(message=await member_access.resend_mail(info.context.viewer, member_id))

    @strawberry.mutation(
        description="Needs a fresh confirmation. The check and the note (5 to 300 characters) stand in the audit log.",
        extensions=[Require(MAIL_DESK)],
    )
    async def correct_member_email(self, info: Info, member_id: UUID, email: str, check: IdentityCheck, note: str) -> Member:
        return Member.from_row(await member_access.correct_email(info.context.viewer, member_id, email=email, check=check, note=note))

    @strawberry.mutation(
        description="Ends sessions and devices at once; mails about the house go on. The reason has 5 to 300 characters.",
        extensions=[Require(MAIL_DESK)],
    )
    async def lock_member(self, info: Info, member_id: UUID, reason: str) -> Member:
        return Member.from_row(await member_access.lock(info.context.viewer, member_id, reason=reason))

    @strawberry.mutation(extensions=[Require(MAIL_DESK)])
    async def unlock_member(self, info: Info, member_id: UUID, reason: str) -> Member:
        return Member.from_row(await member_access.unlock(info.context.viewer, member_id, reason=reason))

    @strawberry.mutation(
        description="Ends everything the access consists of, and orders the letter for a new one. Needs a fresh confirmation.",
        extensions=[Require(MAIL_DESK)],
    )
    async def regrant_access(self, info: Info, member_id: UUID, reason: str, client_mutation_id: str) -> RegrantResult:
        viewer = info.context.viewer
        done = await member_access.regrant(viewer, member_id, reason=reason, client_mutation_id=client_mutation_id)
        return RegrantResult(member=Member.from_row(done.member), run=LetterRun.wrap(done.run) if done.run else None)

    @strawberry.mutation(
        description="Stops every message and letter, locks the account and makes a task for staff.", extensions=[Require(MAIL_DESK)]
    )
    async def report_death(self, info: Info, member_id: UUID) -> Member:
        return Member.from_row(await member_access.report_death(info.context.viewer, member_id))

    @strawberry.mutation(description="It was a mistake.", extensions=[Require(STAFF_MANAGERS)])
    async def withdraw_death(self, info: Info, member_id: UUID, reason: str) -> Member:
        return Member.from_row(await member_access.withdraw_death(info.context.viewer, member_id, reason=reason))

    @strawberry.mutation(extensions=[Require(MAIL_DESK)])
    async def settle_member_task(self, info: Info, task_id: UUID) -> MemberTask:
        return MemberTask.from_row(await member_access.settle_task(info.context.viewer, task_id))

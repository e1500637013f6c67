"""Members as the desk sees them."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from models import contract
from models import member as models_member
from models.member import MemberStatus
from models.token import TokenScope
from resolvers import document, member, suppression
from resolvers.member import AccountState
from schema.context import Info
from schema.document import Document
from schema.paging import Connection, connection
from schema.permissions import DESK, MAIL_DESK, IntegratorScope, Require
from schema.place import House, UnitKind
from schema.scalars import Language
from schema.suppression import MailProblem
from schema.tenant import EmailState

strawberry.enum(MemberStatus)
strawberry.enum(AccountState)
READERS = (DESK, IntegratorScope(TokenScope.MEMBERS_READ))


@strawberry.type
class MemberContract:
    id: UUID
    number: str
    house: House
    unit_number: str
    unit_kind: UnitKind
    starts_on: date
    ends_on: date | None

    @classmethod
    def from_row(cls, row: contract.Contract) -> "MemberContract":
        return cls(
            id=row.id,
            number=row.number,
            house=House.from_row(row.unit.house),
            unit_number=row.unit.number,
            unit_kind=row.unit.kind,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )


@strawberry.type
class Member:
    id: UUID
    external_id: str
    name: str
    status: MemberStatus
    email: str | None
    email_state: EmailState

    @classmethod
    def from_row(cls, row: models_member.Member) -> "Member":
        return cls(
            id=row.id,
            external_id=row.external_id,
            name=row.name,
            status=row.status,
            email=row.email,
            email_state=row.email_state,
        )

    @strawberry.field
    async def numbers(self, info: Info) -> list[str]:
        return await info.context.loaders.numbers.load(self.id)

    @strawberry.field(description="In which they read notices: what they chose, else what the ERP has.")
    async def language(self, info: Info) -> Language:
        return await info.context.loaders.languages.load(self.id)

    @strawberry.field
    async def account_state(self, info: Info) -> AccountState:
        return (await info.context.loaders.account_facts.load(self.id)).state

    @strawberry.field
    async def last_login_at(self, info: Info) -> datetime | None:
        return (await info.context.loaders.account_facts.load(self.id)).last_login_at

    @strawberry.field
    async def device_count(self, info: Info) -> int:
        return await info.context.loaders.device_counts.load(self.id)

    @strawberry.field(description="Null while mails arrive, as far as anybody knows.")
    async def mail_problem(self, info: Info) -> MailProblem | None:
        found = await info.context.loaders.mail_problems.load(self.id)
        return MailProblem.wrap(found) if found else None

    @strawberry.field
    async def contracts(self, info: Info) -> list[MemberContract]:
        return [MemberContract.from_row(row) for row in await info.context.loaders.contracts.load(self.id)]

    @strawberry.field
    async def documents(self, info: Info, first: int = 20, after: str | None = None) -> Connection[Document]:
        return connection(await document.of_member(info.context.viewer, self.id, first=first, after=after), Document.wrap)


@strawberry.type
class MemberQuery:
    @strawberry.field(extensions=[Require(*READERS)])
    async def members(  # noqa: PLR0917 - GraphQL arguments have names
        self,
        info: Info,
        first: int = 20,
        after: str | None = None,
        search: str = "",
        house_id: UUID | None = None,
        email_state: EmailState | None = None,
    ) -> Connection[Member]:
        page = await member.search(info.context.viewer, text=search, house_id=house_id, email_state=email_state, first=first, after=after)
        return connection(page, Member.from_row)

    @strawberry.field(extensions=[Require(*READERS)])
    async def member(self, info: Info, id: UUID) -> Member | None:
        row = await member.get(info.context.viewer, id)
        return Member.from_row(row) if row else None


@strawberry.type
class MemberMutation:
    @strawberry.mutation(
        description="Writes to the member's address again. The reason (5 to 300 characters) stands in the audit log.",
        extensions=[Require(MAIL_DESK)],
    )
    async def lift_mail_suppression(self, info: Info, member_id: UUID, reason: str) -> Member:
        return Member.from_row(await suppression.lift(info.context.viewer, member_id, reason=reason))

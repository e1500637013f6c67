"""Passkeys: of members in place of the password, of employees as second factor. Ceremonies in two steps: question, answer."""

from datetime import datetime
from uuid import UUID

import strawberry

from models import passkey as models_passkey
from models.session import SessionKind
from resolvers import passkey
from resolvers.passkey import Party
from schema.context import Info
from schema.permissions import FactorSetup, FullySignedIn, Public, Require, SecondFactorOwed
from schema.second_factor import employee
from schema.session import LoginResult, Viewer, renewed, signed_in


@strawberry.type
class Passkey:
    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def from_row(cls, row: models_passkey.Passkey) -> "Passkey":
        return cls(id=row.id, name=row.name, created_at=row.created_at, last_used_at=row.last_used_at)


@strawberry.type(description="A question to the browser, good for one answer within five minutes.")
class PasskeyCeremony:
    id: UUID
    options: str = strawberry.field(description="JSON for `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.")

    @classmethod
    def of(cls, ceremony: passkey.Ceremony) -> "PasskeyCeremony":
        return cls(id=ceremony.id, options=ceremony.options)


@strawberry.type
class PasskeyResult:
    passkey: Passkey
    viewer: Viewer
    recovery_codes: list[str] = strawberry.field(description="Ten for an employee's first factor, shown this once; else empty.")


@strawberry.input(description="The browser's answer: `credential` is the JSON of PublicKeyCredential.toJSON().")
class PasskeyAnswer:
    ceremony_id: UUID
    credential: str


def _party(info: Info) -> Party:
    parts = info.context.parts
    return Party(parts.origin, parts.cooperative.short_name)


@strawberry.type
class PasskeyQuery:
    @strawberry.field(description="One's own.", extensions=[Require(FullySignedIn())])
    async def passkeys(self, info: Info) -> list[Passkey]:
        return [Passkey.from_row(row) for row in await passkey.own(signed_in(info))]


@strawberry.type
class PasskeyMutation:
    @strawberry.mutation(extensions=[Require(FullySignedIn(), FactorSetup())])
    async def begin_passkey_registration(self, info: Info) -> PasskeyCeremony:
        return PasskeyCeremony.of(await passkey.begin_registration(signed_in(info), _party(info)))

    @strawberry.mutation(extensions=[Require(FullySignedIn(), FactorSetup())])
    async def finish_passkey_registration(self, info: Info, answer: PasskeyAnswer, name: str) -> PasskeyResult:
        who = signed_in(info)
        added = await passkey.finish_registration(
            info.context.request, who, _party(info), ceremony_id=answer.ceremony_id, credential=answer.credential, name=name
        )
        issued = added.opened.issued
        viewer = (await LoginResult.of(info.context, issued)).viewer if issued is not None else await Viewer.of(who)
        return PasskeyResult(passkey=Passkey.from_row(added.passkey), viewer=viewer, recovery_codes=added.opened.recovery_codes)

    @strawberry.mutation(description="For a member who is not signed in.", extensions=[Require(Public())])
    async def begin_passkey_login(self, info: Info) -> PasskeyCeremony:
        return PasskeyCeremony.of(await passkey.begin_login(info.context.request, _party(info)))

    @strawberry.mutation(extensions=[Require(Public())])
    async def passkey_login(
        self, info: Info, answer: PasskeyAnswer, session: SessionKind = SessionKind.COOKIE, device_label: str = ""
    ) -> LoginResult:
        issued = await passkey.login(
            info.context.request,
            _party(info),
            ceremony_id=answer.ceremony_id,
            credential=answer.credential,
            kind=session,
            device_label=device_label,
        )
        return await LoginResult.of(info.context, issued)

    @strawberry.mutation(
        description="For the second step of an employee's login, or a fresh confirmation.",
        extensions=[Require(FullySignedIn(), SecondFactorOwed())],
    )
    async def begin_passkey_check(self, info: Info) -> PasskeyCeremony:
        return PasskeyCeremony.of(await passkey.begin_check(signed_in(info), _party(info)))

    @strawberry.mutation(description="The second step of an employee's login.", extensions=[Require(SecondFactorOwed())])
    async def enter_passkey(self, info: Info, answer: PasskeyAnswer) -> LoginResult:
        issued = await passkey.enter(
            info.context.request, employee(info), _party(info), ceremony_id=answer.ceremony_id, credential=answer.credential
        )
        return await LoginResult.of(info.context, issued)

    @strawberry.mutation(
        description="Like `confirmPassword`, with a passkey instead of the password.", extensions=[Require(FullySignedIn())]
    )
    async def confirm_with_passkey(self, info: Info, answer: PasskeyAnswer) -> bool:
        who = signed_in(info)
        renewed(info, await passkey.confirm(who, _party(info), ceremony_id=answer.ceremony_id, credential=answer.credential))
        return True

    @strawberry.mutation(extensions=[Require(FullySignedIn())])
    async def rename_passkey(self, info: Info, id: UUID, name: str) -> Passkey:
        return Passkey.from_row(await passkey.rename(signed_in(info), id, name))

    @strawberry.mutation(extensions=[Require(FullySignedIn())])
    async def remove_passkey(self, info: Info, id: UUID) -> bool:
        await passkey.remove(signed_in(info), id)
        return True

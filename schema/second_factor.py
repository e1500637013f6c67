"""The second factor of employees: setting it up, showing it, printing codes for the day the phone is gone (AU-14)."""

from datetime import datetime

import strawberry

from resolvers import access, second_factor
from resolvers.errors import NotAllowed
from resolvers.second_factor import Opened
from schema.context import Info
from schema.permissions import AnyStaff, FactorSetup, Require, SecondFactorOwed
from schema.session import LoginResult, Viewer


@strawberry.type(description="What the signed-in employee has set up.")
class SecondFactors:
    totp_since: datetime | None
    recovery_codes_left: int
    is_mandatory: bool

    @classmethod
    async def of(cls, viewer: access.Staff) -> "SecondFactors":
        found = await second_factor.factors(viewer.staff_id)
        return cls(totp_since=found.totp_since, recovery_codes_left=found.recovery_codes_left, is_mandatory=second_factor.is_mandatory())


@strawberry.type(description="A new secret for an authenticator app, shown this once.")
class TotpEnrolment:
    secret: str
    qr_path: str = strawberry.field(description="The dark modules of the QR code as the path of an SVG.")
    qr_size: int = strawberry.field(description="Modules a side, with the quiet zone: the SVG's viewBox.")


@strawberry.type
class FactorResult:
    viewer: Viewer
    recovery_codes: list[str] = strawberry.field(description="Ten, shown this once, where there were none; else empty.")

    @classmethod
    async def of(cls, info: Info, opened: Opened) -> "FactorResult":
        """Where the session was waiting for it, the rest of this request is the opened one's."""
        if opened.issued is not None:
            viewer = (await LoginResult.of(info.context, opened.issued)).viewer
        else:
            viewer = await Viewer.of(employee(info))
        return cls(viewer=viewer, recovery_codes=opened.recovery_codes)


def employee(info: Info) -> access.Staff:
    """The permission of the root field has let nobody else in."""
    viewer = info.context.viewer
    if not isinstance(viewer, access.Staff):
        raise NotAllowed
    return viewer


@strawberry.type
class SecondFactorQuery:
    @strawberry.field(extensions=[Require(AnyStaff(), FactorSetup())])
    async def second_factors(self, info: Info) -> SecondFactors:
        return await SecondFactors.of(employee(info))


@strawberry.type
class SecondFactorMutation:
    @strawberry.mutation(
        description="A new secret; it counts once `confirmTotp` shows that the app has it.", extensions=[Require(AnyStaff(), FactorSetup())]
    )
    async def begin_totp(self, info: Info) -> TotpEnrolment:
        enrolment = await second_factor.begin_totp(employee(info), issuer=info.context.parts.cooperative.short_name)
        return TotpEnrolment(secret=enrolment.secret, qr_path=enrolment.path, qr_size=enrolment.size)

    @strawberry.mutation(extensions=[Require(AnyStaff(), FactorSetup())])
    async def confirm_totp(self, info: Info, code: str) -> FactorResult:
        return await FactorResult.of(info, await second_factor.confirm_totp(info.context.request, employee(info), code=code))

    @strawberry.mutation(description="The second step of the login.", extensions=[Require(SecondFactorOwed())])
    async def enter_totp(self, info: Info, code: str) -> LoginResult:
        return await LoginResult.of(info.context, await second_factor.enter_totp(info.context.request, employee(info), code=code))

    @strawberry.mutation(
        description="The second step of the login, by one of the printed codes, which is used up.", extensions=[Require(SecondFactorOwed())]
    )
    async def enter_recovery_code(self, info: Info, code: str) -> LoginResult:
        return await LoginResult.of(info.context, await second_factor.enter_recovery_code(info.context.request, employee(info), code=code))

    @strawberry.mutation(description="Ten new codes, shown this once; the earlier ones end.", extensions=[Require(AnyStaff())])
    async def new_recovery_codes(self, info: Info) -> list[str]:
        return await second_factor.new_recovery_codes(employee(info))

    @strawberry.mutation(extensions=[Require(AnyStaff())])
    async def remove_totp(self, info: Info) -> bool:
        await second_factor.remove_totp(employee(info))
        return True

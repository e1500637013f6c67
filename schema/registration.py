"""Erstanmeldung: form, waiting page, activation."""

from datetime import datetime
from uuid import UUID

import strawberry

from resolvers.account import registration
from resolvers.errors import NotFound
from schema.context import Info
from schema.permissions import Public, Require


@strawberry.input
class RegisterInput:
    number: str
    activation_password: str
    email: str
    accepts_privacy: bool
    accepts_terms: bool


@strawberry.type
class RegisterResult:
    registration_id: UUID
    page_secret: str
    email: str
    link_valid_until: datetime


@strawberry.type
class RegistrationStatus:
    email: str
    link_valid_until: datetime
    is_confirmed: bool

    @classmethod
    def wrap(cls, status: registration.RegistrationStatus) -> "RegistrationStatus":
        return cls(email=status.email, link_valid_until=status.link_valid_until, is_confirmed=status.is_confirmed)


@strawberry.type
class RegistrationQuery:
    @strawberry.field(
        name="registration",
        description="The page after the form: only for the browser that registered.",
        extensions=[Require(Public())],
    )
    async def status(self, info: Info, id: UUID, page_secret: str) -> RegistrationStatus | None:
        try:
            return RegistrationStatus.wrap(await registration.status(id, page_secret))
        except NotFound:
            return None


@strawberry.type
class RegistrationMutation:
    @strawberry.mutation(extensions=[Require(Public())])
    async def register(self, info: Info, input: RegisterInput) -> RegisterResult:
        made = await registration.register(
            info.context.request,
            number=input.number,
            activation_password=input.activation_password,
            email=input.email,
            accepts_privacy=input.accepts_privacy,
            accepts_terms=input.accepts_terms,
        )
        return RegisterResult(
            registration_id=made.status.registration_id,
            page_secret=made.page_secret,
            email=made.status.email,
            link_valid_until=made.status.link_valid_until,
        )

    @strawberry.mutation(
        description="For whoever holds an activation code that ran out: the desk is asked for a new letter.",
        extensions=[Require(Public())],
    )
    async def order_letter(self, info: Info, number: str, activation_password: str) -> bool:
        await registration.order_letter(info.context.request, number=number, activation_password=activation_password)
        return True

    @strawberry.mutation(extensions=[Require(Public())])
    async def resend_activation(self, info: Info, registration_id: UUID, page_secret: str) -> RegistrationStatus:
        return RegistrationStatus.wrap(await registration.resend(registration_id, page_secret))

    @strawberry.mutation(extensions=[Require(Public())])
    async def correct_registration_email(self, info: Info, registration_id: UUID, page_secret: str, email: str) -> RegistrationStatus:
        return RegistrationStatus.wrap(await registration.correct_email(registration_id, page_secret, email))

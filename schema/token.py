"""API tokens of integrators, for the administration (AU-11)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import strawberry

from models.token import TokenScope
from resolvers import token
from schema.context import Info
from schema.paging import Connection, connection
from schema.permissions import TOKEN_MANAGERS, Require
from schema.place import District

strawberry.enum(TokenScope)


@strawberry.type(description="What a program signs in with. Without districts it applies to the whole stock.")
class ApiToken:
    id: UUID
    name: str
    scopes: list[TokenScope]
    districts: list[District]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None = strawberry.field(description="The day in Berlin; null where it was never used.")

    @classmethod
    def wrap(cls, view: token.TokenView) -> "ApiToken":
        return cls(
            id=view.row.id,
            name=view.row.name,
            scopes=[TokenScope(scope) for scope in view.row.scopes],
            districts=[District.from_row(row) for row in view.districts],
            created_at=view.row.created_at,
            expires_at=view.row.expires_at,
            revoked_at=view.row.revoked_at,
            last_used_on=view.row.last_used_on,
        )


@strawberry.input(description="`validDays` from 1 to 366. With districts the token sees these alone; STOCK_WRITE takes none.")
class ApiTokenInput:
    name: str
    scopes: list[TokenScope]
    valid_days: int
    district_ids: list[UUID] = strawberry.field(default_factory=list[UUID])


@strawberry.type(description="`secret` is shown this once and kept nowhere.")
class NewApiToken:
    token: ApiToken
    secret: str


@strawberry.type
class TokenQuery:
    @strawberry.field(description="Also those that have ended, the newest first.", extensions=[Require(TOKEN_MANAGERS)])
    async def api_tokens(self, info: Info, first: int = 50, after: str | None = None) -> Connection[ApiToken]:
        return connection(await token.tokens(info.context.viewer, first=first, after=after), ApiToken.wrap)


@strawberry.type
class TokenMutation:
    @strawberry.mutation(extensions=[Require(TOKEN_MANAGERS)])
    async def create_api_token(self, info: Info, input: ApiTokenInput) -> NewApiToken:
        made = await token.create(
            info.context.viewer,
            name=input.name,
            scopes=input.scopes,
            valid_for=timedelta(days=max(0, min(input.valid_days, 1000))),
            districts=input.district_ids,
        )
        return NewApiToken(token=ApiToken.wrap(await token.view(info.context.viewer, made.row.id)), secret=made.secret)

    @strawberry.mutation(description="Ends it now, also its open sockets.", extensions=[Require(TOKEN_MANAGERS)])
    async def revoke_api_token(self, info: Info, id: UUID) -> ApiToken:
        return ApiToken.wrap(await token.revoke(info.context.viewer, id))

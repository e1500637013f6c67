"""POST /graphql: GraphQL over HTTP, both media types, one operation per request."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import structlog
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from resolvers import traffic
from resolvers.errors import TooManyAttempts
from schema import schema
from schema.context import Context
from schema.errors import EndpointCode, formatted, refusal
from schema.limits import check_name, seconds_for
from schema.parts import Parts
from web.auth import BadToken, address_of, bearer_of
from web.graphql import origin, trusted
from web.graphql.body import Operation, Refused, read
from web.graphql.caller import apply, context_of

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json"
ALLOWED = (OperationType.QUERY, OperationType.MUTATION)

log = structlog.get_logger("graphql")


def endpoint(parts: Parts) -> Callable[[Request], Any]:
    """The route's function."""

    async def graphql(request: Request) -> Response:
        media_type = JSON
        try:
            if request.method != "POST":
                raise Refused(405, "Operations are sent by POST.", headers={"Allow": "POST"})
            media_type = _negotiated(request.headers.get("accept", ""))
            _check_sender(request, parts)
            operation = await read(request)
            context = await context_of(request, parts)
            await traffic.request(context.viewer, context.request.address)
            query = await trusted.text_of(operation, has_token=context.is_bearer)
        except Refused as refused:
            return _refusal(refused, media_type)
        except TooManyAttempts as error:
            return _refusal(_too_many(error), media_type)
        except BadToken:
            try:
                await traffic.request(None, address_of(request))
            except TooManyAttempts as error:
                return _refusal(_too_many(error), media_type)
            refused = Refused(401, "The token is not valid.", "not_signed_in", headers={"WWW-Authenticate": "Bearer"})
            return _refusal(refused, media_type)
        result = await run(replace(operation, query=query), context)
        return _reply(result, context, media_type)

    return graphql


def _negotiated(accept: str) -> str:
    """The media type of the reply. Raises Refused 406 when the client takes neither."""
    kinds = {entry.partition(";")[0].strip().lower() for entry in accept.split(",")} - {""}
    if RESPONSE_JSON in kinds:
        return RESPONSE_JSON
    if not kinds or kinds & {JSON, "application/*", "*/*"}:
        return JSON
    raise Refused(406, f"The reply is {RESPONSE_JSON} or {JSON}.")


def _check_sender(request: Request, parts: Parts) -> None:
    if request.url.query:
        raise Refused(400, "The address takes no parameters; tokens go into the Authorization header.")
    if bearer_of(request.headers) is not None:
        return
    if origin.is_foreign(request.headers, parts.origin):
        raise Refused(403, "Only the portal's own pages may use its session.", EndpointCode.FOREIGN_ORIGIN)
    if not origin.has_preflight_header(request.headers):
        raise Refused(403, "Send the header GraphQL-Require-Preflight, or a bearer token.", EndpointCode.PREFLIGHT_REQUIRED)


async def run(operation: Operation, context: Context) -> ExecutionResult:
    """Execute one query or mutation in its time; what is too slow is cancelled with its database work (GQ-04)."""
    try:
        check_name(operation.query, operation.name)
        async with asyncio.timeout(seconds_for(operation.query)):
            return await schema.execute(
                operation.query,
                variable_values=operation.variables,
                context_value=context,
                operation_name=operation.name,
                allowed_operation_types=ALLOWED,
            )
    except TimeoutError:
        log.warning("request_timeout", correlation_id=context.correlation_id)
        return _failed(refusal("The request took too long.", EndpointCode.TIMEOUT))
    except GraphQLError as error:
        return _failed(error)
    except CannotGetOperationTypeError:
        return _failed(refusal("There is no operation of this name.", EndpointCode.INVALID_DOCUMENT))
    except InvalidOperationTypeError:
        return _failed(refusal("Subscriptions run over the WebSocket.", EndpointCode.INVALID_DOCUMENT))


def _failed(error: GraphQLError) -> ExecutionResult:
    return ExecutionResult(data=None, errors=[error])


def _reply(result: ExecutionResult, context: Context, media_type: str) -> Response:
    content: dict[str, Any] = {}
    headers: dict[str, str] = {}
    errors = formatted(result.errors or (), context.correlation_id)
    if errors:
        content["errors"] = errors
    did_run = result.data is not None or any("path" in error for error in errors)
    if did_run:
        content["data"] = result.data
    status = 200 if did_run else 400
    waits = [error["extensions"]["retryAfter"] for error in errors if "retryAfter" in error["extensions"]]
    if waits:
        headers["Retry-After"] = str(max(waits))
    if result.data is None and waits:
        status = 429
    if any(error["extensions"]["code"] == EndpointCode.TIMEOUT for error in errors):
        status = 503
    response = _json(content, status if media_type == RESPONSE_JSON else 200, media_type, headers)
    apply(context.reply, response, context.parts.cookie_name)
    return response


def _refusal(refused: Refused, media_type: str) -> Response:
    content = {"errors": [{"message": refused.message, "extensions": refused.extensions}]}
    return _json(content, refused.status, media_type, refused.headers)


def _too_many(error: TooManyAttempts) -> Refused:
    """429 whatever the media type: the request was not looked at (RFC 6585, section 4)."""
    seconds = error.retry_after_seconds
    return Refused(429, str(error), error.code, headers={"Retry-After": str(seconds)}, retryAfter=seconds)


def _json(content: dict[str, Any], status: int, media_type: str, headers: dict[str, str]) -> Response:
    body = orjson.dumps(content, default=str)
    return Response(body, status, {"Cache-Control": "no-store", "Content-Type": f"{media_type}; charset=utf-8", **headers})

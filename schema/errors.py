"""From exceptions to what a client reads: expected refusals with their code, everything else masked behind an id (GQ-06)."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import structlog
from graphql import GraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from resolvers.errors import PortalError, TooManyAttempts

_SUGGESTION = re.compile(r" Did you mean [^?]*\?")

log = structlog.get_logger("graphql")


class EndpointCode(StrEnum):
    """Refusals of the endpoint itself, beside resolvers.errors.Code; both are documented in docs/errors.md."""

    BAD_REQUEST = "bad_request"
    SYNTAX_ERROR = "syntax_error"
    INVALID_DOCUMENT = "invalid_document"
    INVALID_VARIABLES = "invalid_variables"
    LIMIT_EXCEEDED = "limit_exceeded"
    INTROSPECTION_REFUSED = "introspection_refused"
    PREFLIGHT_REQUIRED = "preflight_required"
    FOREIGN_ORIGIN = "foreign_origin"
    DOCUMENT_NOT_TRUSTED = "document_not_trusted"
    PERSISTED_QUERY_NOT_FOUND = "persisted_query_not_found"
    TOKEN_MISPLACED = "token_misplaced"  # noqa: S105 - an error code
    TIMEOUT = "timeout"
    INTERNAL = "internal"


def refusal(message: str, code: EndpointCode, **more: Any) -> GraphQLError:
    """An error that says its own code."""
    return GraphQLError(message, extensions={"code": code.value, **more})


def formatted(errors: Sequence[GraphQLError], correlation_id: str) -> list[dict[str, Any]]:
    """The `errors` of a reply; what nobody expected is logged here with its traceback."""
    return [_formatted(error, correlation_id) for error in errors]


def without_suggestion(message: str) -> str:
    """GQ-05: a typing error does not list what else there is."""
    return _SUGGESTION.sub("", message)


def _formatted(error: GraphQLError, correlation_id: str) -> dict[str, Any]:
    cause = error.original_error
    if isinstance(cause, PortalError):
        return _located(error, str(cause), portal_extensions(cause))
    if error.extensions and "code" in error.extensions:
        return _located(error, error.message, {**error.extensions})
    if error.path is None and error.message.startswith("Variable "):
        return _located(error, without_suggestion(error.message), {"code": EndpointCode.INVALID_VARIABLES.value})
    if error.path is None and (cause is None or isinstance(cause, CannotGetOperationTypeError | InvalidOperationTypeError)):
        return _located(error, without_suggestion(error.message), {"code": EndpointCode.INVALID_DOCUMENT.value})
    log.error("unexpected_error", correlation_id=correlation_id, path=".".join(map(str, error.path or ())), exc_info=cause or error)
    extensions = {"code": EndpointCode.INTERNAL.value, "correlationId": correlation_id}
    return _located(error, "Something went wrong; the operator finds it by the correlation id.", extensions)


def portal_extensions(cause: PortalError) -> dict[str, Any]:
    """`code`, and where they apply `field` and `retryAfter` in seconds."""
    extensions: dict[str, Any] = {"code": cause.code.value}
    if cause.field:
        extensions["field"] = cause.field
    if isinstance(cause, TooManyAttempts):
        extensions["retryAfter"] = cause.retry_after_seconds
    return extensions


def _located(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"message": message, "extensions": extensions}
    if error.locations:
        answer["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        answer["path"] = list(error.path)
    return answer

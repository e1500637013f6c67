"""Expected refusals on routes beside GraphQL: the same codes, with the HTTP status that fits."""

from starlette.responses import JSONResponse, Response

from resolvers.errors import Code, PortalError, TooManyAttempts

STATUS = {
    Code.NOT_SIGNED_IN: 401,
    Code.NOT_ALLOWED: 403,
    Code.PASSWORD_CHANGE_REQUIRED: 403,
    Code.REAUTHENTICATION_REQUIRED: 403,
    Code.NOT_FOUND: 404,
    Code.CONFIRMATION_REQUIRED: 409,
    Code.CONFLICT: 409,
    Code.TOO_LARGE: 413,
    Code.TOO_MANY_ATTEMPTS: 429,
    Code.UNAVAILABLE: 503,
}
NO_STORE = {"Cache-Control": "no-store"}


def refusal(error: PortalError) -> Response:
    """`{"code", "message"}` and, where one is to blame, `"field"`; 400 where no other status fits."""
    body = {"code": error.code.value, "message": str(error)}
    if error.field:
        body["field"] = error.field
    headers = dict(NO_STORE)
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if error.code is Code.NOT_SIGNED_IN:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, STATUS.get(error.code, 400), headers)

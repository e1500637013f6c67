"""The tree of expected refusals. The docstring is the message for developers; the code is part of the API (docs/errors.md).

PortalError
+-- NotAllowed               not_signed_in, not_allowed, password_change_required, reauthentication_required,
|                            second_factor_required, second_factor_setup_required, login_code_required,
|                            approval_required
+-- NotFound                 not_found (a foreign id and a missing id look the same)
+-- InvalidInput             invalid_input, with the field to blame
|   +-- WeakPassword         weak_password
|   +-- InvalidEmail         invalid_email
+-- CredentialsRefused       credentials_refused (login), registration_refused, code_expired, code_used,
|                            link_expired, link_used, password_expired, letter_required
+-- TooManyAttempts          too_many_attempts, with retry_after_seconds
+-- Conflict                 conflict, already_published, already_decided, changed_meanwhile, idempotency_conflict,
|                            confirmation_required
+-- TooLarge                 too_large
+-- Unavailable              unavailable: try again later; queue_full: too much waits to be sent
"""

from enum import StrEnum


class Code(StrEnum):
    """Stable; clients switch on these."""

    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED = "not_allowed"
    PASSWORD_CHANGE_REQUIRED = "password_change_required"  # noqa: S105 - an error code
    APPROVAL_REQUIRED = "approval_required"
    REAUTHENTICATION_REQUIRED = "reauthentication_required"
    SECOND_FACTOR_REQUIRED = "second_factor_required"
    SECOND_FACTOR_SETUP_REQUIRED = "second_factor_setup_required"
    NOT_FOUND = "not_found"
    INVALID_INPUT = "invalid_input"
    WEAK_PASSWORD = "weak_password"  # noqa: S105 - an error code
    INVALID_EMAIL = "invalid_email"
    CREDENTIALS_REFUSED = "credentials_refused"
    REGISTRATION_REFUSED = "registration_refused"
    CODE_EXPIRED = "code_expired"
    CODE_USED = "code_used"
    LINK_EXPIRED = "link_expired"
    LINK_USED = "link_used"
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105 - an error code
    LETTER_REQUIRED = "letter_required"
    LOGIN_CODE_REQUIRED = "login_code_required"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    CONFLICT = "conflict"
    ALREADY_PUBLISHED = "already_published"
    ALREADY_DECIDED = "already_decided"
    CHANGED_MEANWHILE = "changed_meanwhile"
    IDEMPOTENCY_CONFLICT = "idempotency_conflict"
    CONFIRMATION_REQUIRED = "confirmation_required"
    TOO_LARGE = "too_large"
    UNAVAILABLE = "unavailable"
    QUEUE_FULL = "queue_full"


class PortalError(Exception):
    """An expected refusal: nothing was changed, nothing was sent."""

    code = Code.INVALID_INPUT

    def __init__(self, message: str = "", *, code: Code | None = None, field: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or ""))
        self.code = code or type(self).code
        self.field = field


class NotAllowed(PortalError):
    """The caller may not do this."""

    code = Code.NOT_ALLOWED


class NotFound(PortalError):
    """There is nothing here for the caller."""

    code = Code.NOT_FOUND


class InvalidInput(PortalError):
    """A value is missing or wrong; `field` names it."""

    code = Code.INVALID_INPUT


class WeakPassword(InvalidInput):
    """The password is easy to guess."""

    code = Code.WEAK_PASSWORD


class InvalidEmail(InvalidInput):
    """The e-mail address is not complete."""

    code = Code.INVALID_EMAIL


class CredentialsRefused(PortalError):
    """Number and password do not belong together."""

    code = Code.CREDENTIALS_REFUSED


class TooManyAttempts(PortalError):
    """Too many attempts; wait `retry_after_seconds`."""

    code = Code.TOO_MANY_ATTEMPTS

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"Too many attempts; try again in {retry_after_seconds} seconds.")
        self.retry_after_seconds = retry_after_seconds


class Conflict(PortalError):
    """The current state does not allow this."""

    code = Code.CONFLICT


class TooLarge(PortalError):
    """The content is larger than this route takes."""

    code = Code.TOO_LARGE


class Unavailable(PortalError):
    """Not possible right now; try again later."""

    code = Code.UNAVAILABLE

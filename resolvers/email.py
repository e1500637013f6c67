"""Addresses of mail as people type them."""

from email_validator import EmailNotValidError, validate_email

from resolvers.errors import InvalidEmail


def normalise(address: str) -> str:
    """The address as it is stored: no spaces around, domain in lower case and Unicode normalised (SM-13, SM-15). No look-up.

    Raises:
        InvalidEmail: it is not a complete address.
    """
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidEmail(field="email") from error


def is_same(one: str | None, other: str) -> bool:
    """Whether two addresses reach the same mailbox in practice: upper and lower case do not matter."""
    return one is not None and one.casefold() == other.casefold()

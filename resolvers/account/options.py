"""What an operator may switch on about ways in; both are off by default (AU-27, AU-29)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`own_password_at_activation`: the page behind the activation mail asks for the own password, and no one-time password is mailed.

    `code_on_new_device`: a device nobody knows needs six digits from a mail, or a passkey, before anything opens.
    """

    own_password_at_activation: bool = False
    code_on_new_device: bool = False


_options = Options()


def use(options: Options) -> None:
    """Said once at start."""
    global _options  # noqa: PLW0603 - one rule per process, like one database
    _options = options


def current() -> Options:
    """What is switched on in this process."""
    return _options

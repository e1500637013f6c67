"""A member's way in and what they choose there: `from resolvers import account`, then `account.register(...)`."""

from resolvers.account.activation import Link, LinkState, activate, look, renew, resend_password_mail
from resolvers.account.letters import issue_codes
from resolvers.account.login import login, logout, staff_login
from resolvers.account.password import change_password, confirm_password, request_reset, reset_password
from resolvers.account.questions import Choices, answer_paper_question, answer_push_question, preferences, set_preferences
from resolvers.account.registration import Registered, RegistrationStatus, correct_email, register, resend, status
from resolvers.account.request import RequestInfo

__all__ = [
    "Choices",
    "Link",
    "LinkState",
    "Registered",
    "RegistrationStatus",
    "RequestInfo",
    "activate",
    "answer_paper_question",
    "answer_push_question",
    "change_password",
    "confirm_password",
    "correct_email",
    "issue_codes",
    "login",
    "logout",
    "look",
    "preferences",
    "register",
    "renew",
    "request_reset",
    "resend",
    "resend_password_mail",
    "reset_password",
    "set_preferences",
    "staff_login",
    "status",
]

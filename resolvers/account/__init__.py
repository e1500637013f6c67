"""A member's way in and what they choose there: `from resolvers import account`, then `account.register(...)`."""

from resolvers.account.activation import Link, LinkState, activate, look, renew, resend_password_mail
from resolvers.account.letters import issue_codes
from resolvers.account.login import login, logout, staff_login
from resolvers.account.one_time import renew as renew_one_time_password
from resolvers.account.options import Options
from resolvers.account.options import current as current_options
from resolvers.account.options import use as use_options
from resolvers.account.password import change_password, confirm_password, request_reset, reset_password
from resolvers.account.questions import Choices, Quiet, answer_paper_question, answer_push_question, preferences, set_preferences
from resolvers.account.registration import Registered, RegistrationStatus, correct_email, order_letter, register, resend, status
from resolvers.account.request import RequestInfo

__all__ = [
    "Choices",
    "Link",
    "LinkState",
    "Options",
    "Quiet",
    "Registered",
    "RegistrationStatus",
    "RequestInfo",
    "activate",
    "answer_paper_question",
    "answer_push_question",
    "change_password",
    "confirm_password",
    "correct_email",
    "current_options",
    "issue_codes",
    "login",
    "logout",
    "look",
    "order_letter",
    "preferences",
    "register",
    "renew",
    "renew_one_time_password",
    "request_reset",
    "resend",
    "resend_password_mail",
    "reset_password",
    "set_preferences",
    "staff_login",
    "status",
    "use_options",
]

"""The caretaker (Hausmeister): in for a day by a mailed link and a number, for households of own houses that nothing reached (AU-13)."""

from resolvers.caretaker.day import MOST_FAILURES, login, purge, renew_number, request_link, send_link
from resolvers.caretaker.work import WorkEntry, mark, work_list

__all__ = ["MOST_FAILURES", "WorkEntry", "login", "mark", "purge", "renew_number", "request_link", "send_link", "work_list"]

"""Notices that are written, or wait for their moment: drafts of one's own, and what is planned."""

from resolvers.draft.planning import UNDO, plan, publish_due, stop
from resolvers.draft.writing import Draft, discard, get, mine, planned, purge, save

__all__ = ["UNDO", "Draft", "discard", "get", "mine", "plan", "planned", "publish_due", "purge", "save", "stop"]

"""Notices (Aushänge): preview, publish, read, confirm, end and cancel."""

from resolvers.notice.board import NoticeView, board, get, get_for_each, unread_count, views
from resolvers.notice.form import NoticeInput
from resolvers.notice.life import cancel, confirm, end, mark_read
from resolvers.notice.phase import Phase, is_archived, phase
from resolvers.notice.preview import AudiencePreview, NoticeWarning, RenderedNotice, preview, rendered, warnings
from resolvers.notice.publish import Published, publish

__all__ = [
    "AudiencePreview",
    "NoticeInput",
    "NoticeView",
    "NoticeWarning",
    "Phase",
    "Published",
    "RenderedNotice",
    "board",
    "cancel",
    "confirm",
    "end",
    "get",
    "get_for_each",
    "is_archived",
    "mark_read",
    "phase",
    "preview",
    "publish",
    "rendered",
    "unread_count",
    "views",
    "warnings",
]

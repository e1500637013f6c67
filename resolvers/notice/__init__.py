"""Notices (Aushänge): preview, publish, read, confirm, and what becomes of them: changed, ended, cancelled, retracted."""

from resolvers.notice.board import NoticeView, board, get, get_for_each, unread_count, views
from resolvers.notice.form import NoticeInput, Translation
from resolvers.notice.history import Step, StepView
from resolvers.notice.life import confirm, mark_read
from resolvers.notice.outside import public_path
from resolvers.notice.phase import Phase, is_archived, phase
from resolvers.notice.poster import Posters, posters
from resolvers.notice.preview import AudiencePreview, NoticeWarning, RenderedNotice, preview, rendered, warnings
from resolvers.notice.publish import Published, publish
from resolvers.notice.spoken import SpokenNotice, houses_told, in_language, languages
from resolvers.notice.translate import FreeField, LanguageReach
from resolvers.notice.translate import of as translations_of
from resolvers.notice.update import Changed, cancel, change, end, reschedule, retract, translate_notice

__all__ = [
    "AudiencePreview",
    "Changed",
    "FreeField",
    "LanguageReach",
    "NoticeInput",
    "NoticeView",
    "NoticeWarning",
    "Phase",
    "Posters",
    "Published",
    "RenderedNotice",
    "SpokenNotice",
    "Step",
    "StepView",
    "Translation",
    "board",
    "cancel",
    "change",
    "confirm",
    "end",
    "get",
    "get_for_each",
    "houses_told",
    "in_language",
    "is_archived",
    "languages",
    "mark_read",
    "phase",
    "posters",
    "preview",
    "public_path",
    "publish",
    "rendered",
    "reschedule",
    "retract",
    "translate_notice",
    "translations_of",
    "unread_count",
    "views",
    "warnings",
]

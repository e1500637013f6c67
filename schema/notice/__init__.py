"""Notices (Aushänge): what is posted, for whom, and its life."""

from schema.notice.audience import AudiencePreview, AudienceRule
from schema.notice.fields import NoticeMutation, NoticeQuery, NoticeSubscription
from schema.notice.types import Notice, NoticeInput

__all__ = ["AudiencePreview", "AudienceRule", "Notice", "NoticeInput", "NoticeMutation", "NoticeQuery", "NoticeSubscription"]

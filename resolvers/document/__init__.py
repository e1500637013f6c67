"""Documents (Dokumente für Sie): publish, withdraw, list and open."""

from resolvers.document.link import DocumentLink, LinkedFile, mint
from resolvers.document.publish import DocumentInput, DocumentPublished, publish, withdraw
from resolvers.document.shelf import (
    DocumentView,
    documents,
    find_for_download,
    get,
    get_for_each,
    note_opening,
    of_member,
    unread_count,
    views,
)

__all__ = [
    "DocumentInput",
    "DocumentLink",
    "DocumentPublished",
    "DocumentView",
    "LinkedFile",
    "documents",
    "find_for_download",
    "get",
    "get_for_each",
    "mint",
    "note_opening",
    "of_member",
    "publish",
    "unread_count",
    "views",
    "withdraw",
]

"""Cursor connections: the wrapping of resolvers.paging.Page."""

from collections.abc import Callable
from typing import Generic, TypeVar

import strawberry

from resolvers.paging import Page

Node = TypeVar("Node")
Row = TypeVar("Row")


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Node]):
    cursor: str
    node: Node


@strawberry.type
class Connection(Generic[Node]):
    edges: list[Edge[Node]]
    page_info: PageInfo
    total_count: int


def connection(page: Page[Row], wrap: Callable[[Row], Node]) -> Connection[Node]:
    """Each item of the page as a node with its cursor."""
    edges = [Edge(cursor=cursor, node=wrap(item)) for cursor, item in zip(page.cursors, page.items, strict=True)]
    info = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )
    return Connection(edges=edges, page_info=info, total_count=page.total)

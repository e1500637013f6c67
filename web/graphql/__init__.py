"""/graphql: HTTP and WebSocket alike, at exactly this address."""

from starlette.routing import BaseRoute, Route, WebSocketRoute

from schema.parts import Parts
from web.graphql import http, socket


def routes(parts: Parts) -> list[BaseRoute]:
    """POST for queries and mutations, WebSocket for subscriptions; any other method gets 405 (GQ-07)."""
    every_method = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    return [Route("/graphql", http.endpoint(parts), methods=every_method), WebSocketRoute("/graphql", socket.endpoint(parts))]

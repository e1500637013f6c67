"""Security headers of every reply (GQ-18); a route that needs others has set them already."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HSTS_SECONDS = 63_072_000


def content_security_policy(origin: str) -> str:
    """Everything from here, no inline script or style. The wss origin is named because old Safari does not take it from 'self'."""
    socket = origin.replace("http", "ws", 1)
    return "; ".join(
        (
            "default-src 'self'",
            f"connect-src 'self' {socket}",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def security_headers(origin: str) -> dict[str, str]:
    """Names and values; HSTS only where the portal is reached by https."""
    headers = {
        "Content-Security-Policy": content_security_policy(origin),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if origin.startswith("https://"):
        headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"
    return headers


class SecurityHeaders:
    """Adds what a reply lacks."""

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app = app
        self.headers = security_headers(origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return await self.app(scope, receive, send_with_headers)

"""Is it our own page that speaks? Checked wherever a browser sends its cookie by itself (GQ-09, GQ-10)."""

from starlette.datastructures import Headers

PREFLIGHT_HEADER = "graphql-require-preflight"


def is_foreign(headers: Headers, own_origin: str) -> bool:
    """Whether a browser says that another site's page sent this; `null` counts as another site."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.lower() != own_origin.lower()


def has_preflight_header(headers: Headers) -> bool:
    """A header a foreign page cannot add without the browser asking us first (Fetch, CORS-safelisted request headers)."""
    return bool(headers.get(PREFLIGHT_HEADER))

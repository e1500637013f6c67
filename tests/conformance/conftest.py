"""The portal on a loopback port, met by the packages that define what a client may expect."""

from tests.web.endpoint.conftest import served

__all__ = ["served"]

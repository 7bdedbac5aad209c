"""What every answer of the server carries so that a browser keeps to this origin, and who may ask."""

from __future__ import annotations

import ipaddress

import tornado.httputil
import tornado.web

from models.scenario.faults import Fault, WorkbenchError


class AddressError(WorkbenchError):
    """The server was asked to listen where it must not."""


def require_loopback(address: str) -> None:
    """Refuse to listen anywhere but on this machine: there is no sign-in yet."""
    try:
        loopback = address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise AddressError(
            Fault(
                where="--address",
                expected="a loopback address (127.0.0.1, ::1 or localhost)",
                got=address,
                remedy="the workbench has no sign-in yet, so anybody who can reach another address could "
                "read and run everything; use 127.0.0.1, from another machine through an SSH tunnel",
            )
        )


def content_policy(port: int, framed: bool = False) -> str:
    """Only this origin; inline and evaluated script because Bokeh builds its documents and formatters so.

    `framed`: pages of this machine (a notebook) may show it in a frame, nobody else's.
    """
    ancestors = "http://localhost:* http://127.0.0.1:*" if framed else "'none'"
    sockets = " ".join(f"ws://{host}:{port}" for host in ("localhost", "127.0.0.1"))
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' blob: data: {sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {ancestors}",
        )
    )


def security_headers(port: int, framed: bool = False) -> type[tornado.web.OutputTransform]:
    """A tornado transform that puts the headers on every answer, static files and errors included."""
    headers = {
        "Content-Security-Policy": content_policy(port, framed),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    if not framed:
        headers["X-Frame-Options"] = "DENY"

    class SecurityHeaders(tornado.web.OutputTransform):
        """Adds the headers to the first chunk of each answer."""

        def transform_first_chunk(
            self, status_code: int, headers_: tornado.httputil.HTTPHeaders, chunk: bytes, finishing: bool
        ) -> tuple[int, tornado.httputil.HTTPHeaders, bytes]:
            for name, value in headers.items():
                headers_[name] = value
            headers_.pop("Server", None)
            return status_code, headers_, chunk

    return SecurityHeaders

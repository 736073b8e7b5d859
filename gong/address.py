"""Where Gong's API is, from what somebody set. Pure."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from gong.errors import BadGongSetting

WHERE: Final = "Gong shows it under Admin center > Settings > Ecosystem > API, for example https://api.gong.io"


def api_address(text: str) -> str:
    """The API's address without a slash at its end and without its version: `https://api.gong.io`.

    Raises:
        BadGongSetting: this cannot be it.
    """
    plain = text.strip()
    parts = _split(plain if "://" in plain else f"https://{plain}")
    if parts is None:
        raise BadGongSetting(f"GONG_API_BASE_URL is not the web address of an API. {WHERE}.")
    host = parts.hostname or ""
    if host == "app.gong.io" or host.endswith(".app.gong.io"):
        raise BadGongSetting(f"GONG_API_BASE_URL is the address of Gong's app, not of its API. {WHERE}.")
    if parts.scheme == "http" and not _is_near(host):
        raise BadGongSetting("GONG_API_BASE_URL begins with http://, which would show the key to others. Use https://.")
    path = re.sub(r"(/+v2)?/*$", "", parts.path)
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def _split(text: str) -> SplitResult | None:
    if not text.isascii() or re.search(r"[\s\x00-\x1f\x7f\\]", text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return None
    plain = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment)
    return parts if plain and "@" not in parts.netloc else None


def _is_near(host: str) -> bool:
    """On this machine, or a name without a dot, which only a private network knows."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return "." not in host

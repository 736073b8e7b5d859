"""How a DATABASE_URL is written, and how to speak of one without its password. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

HOW_TO_WRITE_IT: Final = (
    "DATABASE_URL is not a Postgres address: write it as postgresql://user:password@host:5432/name, with every "
    "/ : @ ? # and % in the password percent-encoded, or leave it out to use the private server."
)
DRIVER: Final = re.compile(r"^(postgres(?:ql)?)\+\w+://")
SECRET: Final = re.compile(r"://[^:/@]*:(.*)@|password\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&]+)", re.DOTALL)


def without_driver(dsn: str) -> str:
    """`postgresql+psycopg://…` is SQLAlchemy's way of writing; libpq knows no `+driver`."""
    return DRIVER.sub(r"\1://", dsn.strip())


def is_plausible(host: str, port: str) -> bool:
    """Whether host and port are that, and not pieces of a password that was not percent-encoded."""
    return "@" not in host and re.fullmatch(r"[\d,]*", port) is not None


def without_secrets(reason: str, dsn: str) -> str:
    """`reason` as it is, unless a piece of the password is in it."""
    secrets = [piece for found in SECRET.findall(dsn) for text in found for piece in re.split(r"[@:/?#' ]", text)]
    if any(piece and piece in reason for piece in secrets):
        return "(the reason is not shown, because it repeats a piece of the password)"
    return reason


def public_name(given: Mapping[str, object]) -> str:
    """Which database this is, from its parsed address."""
    return f"{given.get('dbname') or given.get('user') or 'default'} on {given.get('host') or 'the local server'}"

"""Webhooks as Gong sends them, and as others would like to have sent them."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gong.simulated import Json
from gong.webhook import Delivery

GOOD_FOR = timedelta(minutes=5)


_KEYS: dict[tuple[str, int], rsa.RSAPrivateKey] = {}


def private_key(rule: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Gong's key for one automation rule; making one takes a moment, so a rule always gets the same."""
    if (rule, bits) not in _KEYS:
        _KEYS[rule, bits] = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    return _KEYS[rule, bits]


def public_key(rule: str, bits: int = 2048) -> str:
    """As "Show public key" shows it: base64 without armour."""
    public = private_key(rule, bits).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def now() -> datetime:
    """The time at which the stand-in signs what it fires."""
    return datetime.fromtimestamp(time.time(), UTC)


def payload(call: Json, *, is_test: bool = False) -> bytes:
    """What Gong posts about a call."""
    return json.dumps({"callData": call, "isTest": is_test}).encode()


def token(
    rule: str,
    url: str,
    body: bytes,
    now: datetime,
    *,
    algorithm: str = "RS256",
    claims: Json | None = None,
) -> str:
    """Gong's signature for one delivery; `claims` replace or, being None, remove what it usually says."""
    usual = {
        "webhook_url": url,
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "exp": int((now + GOOD_FOR).timestamp()),
    }
    said = {name: value for name, value in {**usual, **(claims or {})}.items() if value is not None}
    key: Any = {"RS256": private_key(rule), "RS512": private_key(rule), "none": None}.get(algorithm, "k" * 64)
    return jwt.encode(said, key, algorithm=algorithm)


def signed(rule: str, url: str, body: bytes, now: datetime) -> Delivery:
    """A delivery as a rule with "Signed JWT header" makes it."""
    headers = {"Authorization": token(rule, url, body, now), "Content-Type": "application/json"}
    return Delivery(headers=headers, url=url, body=body)


def keyed(url: str, body: bytes) -> Delivery:
    """A delivery as a rule with "URL includes key" makes it."""
    return Delivery(headers={"Content-Type": "application/json"}, url=url, body=body)

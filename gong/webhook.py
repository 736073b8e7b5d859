"""Is this delivery from Gong? By a key in its URL or a signature over its exact body. Pure; alone knows PyJWT."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import jwt
from jwt.algorithms import RSAAlgorithm
from jwt.types import Options

from gong.errors import BadWebhookRule
from gong.model import CallId
from gong.shapes import json_object
from gong.text import identifier

LEEWAY: Final = timedelta(seconds=30)
"""How far apart Gong's clock and ours may be."""
REPLAY_WINDOW: Final = timedelta(hours=24)
"""A signature that is good for longer than this could be used again by whoever has seen it, so it is refused."""
URL_KEY: Final = re.compile(r"[\w-]{16,200}", re.ASCII)
LONGEST_TOKEN: Final = 8_192
CALL_ID: Final = re.compile(r"[0-9]{1,20}")
"""Gong's ids are numbers of up to 20 digits; one odd id would spoil the request in which others are asked for too."""
TOKEN: Final = re.compile(r"(?:bearer +)?([\w-]+\.[\w-]+\.[\w-]*)", re.ASCII | re.IGNORECASE)
OPTIONS: Final[Options] = {
    "verify_signature": True,
    "enforce_minimum_key_length": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
"""PyJWT looks at the signature only: the claims are compared with the time that we are told."""


class Reason(StrEnum):
    """Why a delivery was not accepted, in words for a log; the later ones got further."""

    NO_RULES = "no webhook rule is set up here"
    UNSIGNED = "it has neither a key in its URL nor a signature"
    WRONG_KEY = "there is no known key in its URL, and no signature"
    MALFORMED = "its Authorization header is no signed token"
    WRONG_ALGORITHM = "it is not signed with RS256"
    WRONG_SIGNATURE = "no known public key fits its signature"
    LACKS_CLAIMS = "its signature does not say for what it is good"
    OTHER_URL = "it was signed for another address"
    OTHER_BODY = "it was signed for another content"
    GOOD_TOO_LONG = "its signature is good for longer than a day"
    EXPIRED = "its signature is no longer good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A request as it arrived; `url` may be its path and query only."""

    headers: Mapping[str, str]
    url: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlKey:
    """A rule for which Gong is given an address with a secret key in its path or query."""

    name: str
    key: str

    def __post_init__(self) -> None:
        if not URL_KEY.fullmatch(self.key):
            raise BadWebhookRule(
                f"the key of webhook rule {self.name!r} could be guessed, or changes on its way in an address: take "
                "at least 16 random letters, digits, - and _, and put them into the rule's address in Gong as well"
            )

    def __repr__(self) -> str:
        return f"UrlKey(name={self.name!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedJwt:
    """A rule that Gong signs. `webhook_url` is the address that the rule was given, `public_key` as Gong shows it."""

    name: str
    webhook_url: str
    public_key: str

    def __post_init__(self) -> None:
        if _pem(self.public_key) is None:
            raise BadWebhookRule(
                f"the public key of webhook rule {self.name!r} cannot be read as an RSA key of 2,048 bits or more; "
                "copy it again from Gong: Automation rules, the rule, Show public key"
            )
        if _place(self.webhook_url) is None:
            raise BadWebhookRule(
                f"the address of webhook rule {self.name!r} is not a web address; copy it from the rule in Gong"
            )


Rule = UrlKey | SignedJwt


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Gong sent this, by this rule. `is_test`: somebody pressed "Test now"; the call in it is real."""

    rule: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """Nobody knows who sent this."""

    reason: Reason


def verify(delivery: Delivery, rules: Sequence[Rule], now: datetime) -> Verified | Rejected:
    """Whether Gong sent this, by one of these rules. Looks into the content only when it did."""
    token = _token(delivery)
    reasons = [Reason.NO_RULES]
    for rule in rules:
        reason = _complaint(delivery, token, rule, now)
        if reason is None:
            return Verified(rule=rule.name, is_test=json_object(_json(delivery.body)).get("isTest") is True)
        reasons.append(reason)
    return Rejected(max(reasons, key=list(Reason).index))


def call_id_of(body: bytes) -> CallId | None:
    """Which call a delivery is about; None when its content is not a call of Gong's."""
    content = json_object(_json(body))
    call = json_object(content.get("callData", content))
    try:
        id_ = identifier(json_object(call.get("metaData")).get("id"))
    except ValueError:
        return None
    return CallId(id_) if id_ and CALL_ID.fullmatch(id_) else None


def _complaint(delivery: Delivery, token: str | None, rule: Rule, now: datetime) -> Reason | None:
    if isinstance(rule, UrlKey):
        return _key_complaint(delivery.url, rule.key)
    if token is None:
        return Reason.UNSIGNED
    return _token_complaint(delivery.body, token, rule, now)


def _key_complaint(url: str, key: str) -> Reason | None:
    # Every piece is compared, in a time that does not tell how much of it was right.
    fits = [hmac.compare_digest(_bytes(piece), _bytes(key)) for piece in _pieces(url)]
    return None if any(fits) else Reason.WRONG_KEY


def _pieces(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        values = [value for _, value in parse_qsl(parts.query, max_num_fields=100)]
    except ValueError:
        return
    yield from (unquote(segment) for segment in parts.path.split("/"))
    yield from values


def _token(delivery: Delivery) -> str | None:
    """What the Authorization header holds, if there is one."""
    given = [value for name, value in delivery.headers.items() if name.lower() == "authorization"]
    return given[0].strip() if given else None


def _token_complaint(body: bytes, token: str, rule: SignedJwt, now: datetime) -> Reason | None:
    found = TOKEN.fullmatch(token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        return Reason.MALFORMED
    claims = _claims(found[1], rule.public_key)
    if isinstance(claims, Reason):
        return claims
    return _claim_complaint(claims, body, rule.webhook_url, now)


def _claims(token: str, public_key: str) -> Mapping[str, object] | Reason:
    try:
        return jwt.decode(token, _pem(public_key) or "", algorithms=["RS256"], options=OPTIONS)
    except jwt.InvalidSignatureError:
        return Reason.WRONG_SIGNATURE
    except jwt.InvalidAlgorithmError:
        return Reason.WRONG_ALGORITHM
    except (jwt.PyJWTError, RecursionError):
        return Reason.MALFORMED


def _claim_complaint(claims: Mapping[str, object], body: bytes, webhook_url: str, now: datetime) -> Reason | None:
    url, digest, expires = claims.get("webhook_url"), claims.get("body_sha256"), _number(claims.get("exp"))
    if not isinstance(url, str) or not isinstance(digest, str) or expires is None:
        return Reason.LACKS_CLAIMS
    if _place(url) != _place(webhook_url):
        return Reason.OTHER_URL
    if not hmac.compare_digest(_bytes(digest.lower()), hashlib.sha256(body).hexdigest().encode()):
        return Reason.OTHER_BODY
    if expires > now.timestamp() + (REPLAY_WINDOW + LEEWAY).total_seconds():
        return Reason.GOOD_TOO_LONG
    return Reason.EXPIRED if expires < now.timestamp() - LEEWAY.total_seconds() else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 2**53 and math.isfinite(value) else None


def _place(url: str) -> str | None:
    """Origin and path, written in one way; None when it is not a web address."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return None
    host = (parts.hostname or "").rstrip(".")
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}" if host else None


@lru_cache(maxsize=64)
def _pem(text: str) -> str | None:
    """The key in its armour, from bare base64, as Gong shows it, or from PEM; None when it is no public RSA key."""
    bare = "".join(re.sub(r"-----(BEGIN|END) PUBLIC KEY-----", "", text).split())
    if not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", bare):
        return None
    pem = f"-----BEGIN PUBLIC KEY-----\n{bare}\n-----END PUBLIC KEY-----\n"
    algorithm = RSAAlgorithm(RSAAlgorithm.SHA256)
    try:
        return None if algorithm.check_key_length(algorithm.prepare_key(pem)) else pem
    except (jwt.PyJWTError, ValueError, TypeError):
        return None


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None

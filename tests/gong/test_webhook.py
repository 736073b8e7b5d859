"""Deliveries from Gong are told from deliveries by anybody else."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gong.bundled import bundled_export_json
from gong.errors import BadWebhookRule
from gong.simulated import Json
from gong.webhook import Delivery, Reason, Rejected, Rule, SignedJwt, UrlKey, Verified, call_id_of, verify
from tests.gong.gong_json import CALL_ID, call_data
from tests.standins.gong_webhooks import keyed, payload, private_key, public_key, signed, token

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
URL = "https://coach.example/webhooks/gong"
BODY = payload(call_data())
KEY = "x7Fq-2mZ_pR9vK4tW8sL"


def by_signature(rule: str = "new calls", url: str = URL) -> SignedJwt:
    return SignedJwt(name=rule, webhook_url=url, public_key=public_key(rule))


def by_key() -> UrlKey:
    return UrlKey(name="by key", key=KEY)


def with_token(text: str, body: bytes = BODY) -> Delivery:
    return Delivery(headers={"authorization": text}, url="/webhooks/gong", body=body)


def reason(delivery: Delivery, *rules: Rule, now: datetime = NOW) -> Reason | None:
    verdict = verify(delivery, rules or (by_signature(),), now)
    return verdict.reason if isinstance(verdict, Rejected) else None


def test_a_signed_delivery_is_gongs() -> None:
    assert verify(signed("new calls", URL, BODY, NOW), [by_signature()], NOW) == Verified(
        rule="new calls", is_test=False
    )


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer  "])
@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_the_signature_may_come_bare_or_as_a_bearer_token(prefix: str, name: str) -> None:
    headers = {"x-other": "1", name: prefix + token("new calls", URL, BODY, NOW)}
    assert reason(Delivery(headers=headers, url=URL, body=BODY)) is None


@pytest.mark.parametrize("shape", ["bare", "lines", "pem"])
def test_the_public_key_may_be_pasted_as_gong_shows_it_or_with_its_armour(shape: str) -> None:
    bare = public_key("new calls")
    lines = "\r\n".join(bare[start : start + 64] for start in range(0, len(bare), 64))
    pasted = {
        "bare": bare,
        "lines": f"  {lines}\n",
        "pem": f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n",
    }
    rule = SignedJwt(name="r", webhook_url=URL, public_key=pasted[shape])
    assert reason(signed("new calls", URL, BODY, NOW), rule) is None


@pytest.mark.parametrize(
    "address",
    [
        f"{URL}?key={KEY}",
        f"{URL}?a=1&anything={KEY}&b=2",
        f"{URL}/{KEY}",
        f"/webhooks/gong/{KEY}",
        f"{URL}?key={quote(KEY, safe='').replace('-', '%2D')}",
    ],
)
def test_a_delivery_with_the_key_in_its_address_is_gongs(address: str) -> None:
    assert verify(keyed(address, BODY), [by_signature(), by_key()], NOW) == Verified(rule="by key", is_test=False)


@pytest.mark.parametrize(
    "address",
    [URL, f"{URL}?key={KEY}x", f"{URL}?key={KEY[:-1]}", f"{URL}?{KEY}=key", f"{URL}#{KEY}", f"{URL}?key=", "http://["],
)
def test_a_delivery_without_the_whole_key_is_refused(address: str) -> None:
    assert reason(keyed(address, BODY), by_key()) is Reason.WRONG_KEY


def test_each_rule_is_known_by_its_own_key() -> None:
    rules = [by_signature("first"), by_signature("second", f"{URL}/second"), by_key()]
    assert verify(signed("second", f"{URL}/second", BODY, NOW), rules, NOW) == Verified(rule="second", is_test=False)
    assert reason(signed("third", URL, BODY, NOW), *rules) is Reason.WRONG_SIGNATURE
    assert reason(signed("first", f"{URL}/second", BODY, NOW), *rules) is Reason.OTHER_URL


@pytest.mark.parametrize("flag", [True, False, None, "true", 1])
def test_a_test_from_gongs_settings_page_is_recognised(flag: object) -> None:
    body = json.dumps({"callData": call_data(), "isTest": flag}).encode()
    verdict = verify(signed("new calls", URL, body, NOW), [by_signature()], NOW)
    assert verdict == Verified(rule="new calls", is_test=flag is True)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"exp": None}, Reason.LACKS_CLAIMS),
        ({"webhook_url": None}, Reason.LACKS_CLAIMS),
        ({"body_sha256": None}, Reason.LACKS_CLAIMS),
        ({"exp": "tomorrow"}, Reason.LACKS_CLAIMS),
        ({"exp": True}, Reason.LACKS_CLAIMS),
        ({"exp": 10**30}, Reason.LACKS_CLAIMS),
        ({"body_sha256": 7}, Reason.LACKS_CLAIMS),
        ({"body_sha256": "é\ud800"}, Reason.OTHER_BODY),
        ({"webhook_url": ["https://coach.example"]}, Reason.LACKS_CLAIMS),
        ({"webhook_url": "https://other.example/webhooks/gong"}, Reason.OTHER_URL),
        ({"webhook_url": "http://coach.example/webhooks/gong"}, Reason.OTHER_URL),
        ({"webhook_url": "https://coach.example/webhooks"}, Reason.OTHER_URL),
        ({"webhook_url": "nonsense"}, Reason.OTHER_URL),
        ({"body_sha256": "0" * 64}, Reason.OTHER_BODY),
        ({"exp": int((NOW + timedelta(days=2)).timestamp())}, Reason.GOOD_TOO_LONG),
        ({"exp": int((NOW - timedelta(seconds=31)).timestamp())}, Reason.EXPIRED),
        ({"exp": int((NOW - timedelta(seconds=29)).timestamp())}, None),
        ({"webhook_url": "https://COACH.example:443/webhooks/gong/"}, None),
        ({"aud": "x", "iss": "x", "sub": 5, "jti": 5, "iat": "?", "nbf": 10**10}, None),
    ],
)
def test_a_signature_is_good_for_what_it_says_and_for_nothing_else(claims: Json, expected: Reason | None) -> None:
    assert reason(with_token(token("new calls", URL, BODY, NOW, claims=claims))) is expected


def test_a_signature_over_another_body_is_refused() -> None:
    taken = signed("new calls", URL, BODY, NOW)
    assert reason(Delivery(headers=taken.headers, url=URL, body=BODY + b" ")) is Reason.OTHER_BODY


@pytest.mark.parametrize("algorithm", ["HS256", "none", "RS512"])
def test_a_signature_of_another_kind_is_refused(algorithm: str) -> None:
    forged = token("new calls", URL, BODY, NOW, algorithm=algorithm)
    assert reason(with_token(forged)) is Reason.WRONG_ALGORITHM


def test_the_public_key_cannot_be_used_as_a_shared_secret() -> None:
    """The classic attack: the verifier is made to take the key that everybody knows for a secret."""
    header = _b64({"alg": "HS256", "typ": "JWT"})
    unsigned = f"{header}.{token('new calls', URL, BODY, NOW).split('.')[1]}"
    armoured = f"-----BEGIN PUBLIC KEY-----\n{public_key('new calls')}\n-----END PUBLIC KEY-----\n"
    for secret in (public_key("new calls"), armoured):
        tag = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(unsigned.encode(), secret.encode())
        forged = f"{unsigned}.{base64.urlsafe_b64encode(tag).rstrip(b'=').decode()}"
        assert reason(with_token(forged)) is Reason.WRONG_ALGORITHM


def _b64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", Reason.MALFORMED),
        ("Basic dXNlcjpwYXNz", Reason.MALFORMED),
        ("a.b", Reason.MALFORMED),
        ("a.b.c", Reason.MALFORMED),
        ("é.ü.ö", Reason.MALFORMED),
        ("\ud800.b.c", Reason.MALFORMED),
        ("a.b.c" * 4_000, Reason.MALFORMED),
        (f"{base64.urlsafe_b64encode(b'[' * 5_000).rstrip(b'=').decode()}.e30.x", Reason.MALFORMED),
        (f"{_b64({'alg': 5})}.e30.x", Reason.MALFORMED),
        (f"{_b64({'alg': 'RS256'})}.e30.", Reason.WRONG_SIGNATURE),
    ],
    ids=lambda value: str(value)[:20],
)
def test_nonsense_in_the_header_is_refused(header: str, expected: Reason) -> None:
    assert reason(with_token(header)) is expected


def test_a_delivery_without_either_is_refused_with_the_reason_that_got_furthest() -> None:
    assert reason(keyed(URL, BODY), by_signature()) is Reason.UNSIGNED
    assert reason(keyed(URL, BODY), by_signature(), by_key()) is Reason.WRONG_KEY
    late = signed("first", URL, BODY, NOW - timedelta(hours=1))
    assert reason(late, by_signature("first"), by_signature("second"), by_key()) is Reason.EXPIRED
    assert verify(late, [], NOW) == Rejected(Reason.NO_RULES)


def test_a_reason_says_nothing_of_what_was_sent() -> None:
    for one in Reason:
        assert one.value.isprintable()
        assert "{" not in one


@pytest.mark.parametrize("key", ["", "x7Fq", "x7Fq-2mZ_pR9vK4", "x7Fq-2mZ_pR9\nvK4tW8sL", "x7Fq+2mZ/pR9vK4tW8sL=="])
def test_a_key_that_could_be_guessed_is_not_accepted_as_a_rule(key: str) -> None:
    with pytest.raises(BadWebhookRule, match="webhook rule 'mine'") as caught:
        UrlKey(name="mine", key=key)
    assert not key or key not in str(caught.value)


def test_a_public_key_that_is_none_is_not_accepted_as_a_rule() -> None:
    pem = private_key("new calls").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    bare = "".join(pem.splitlines()[1:-1])
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    elliptic = point.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for bad in ("", "not a key", "aGVsbG8=", pem, bare, elliptic, public_key("weak", 1024)):
        with pytest.raises(BadWebhookRule, match="Show public key"):
            SignedJwt(name="mine", webhook_url=URL, public_key=bad)


def test_an_address_that_is_none_is_not_accepted_as_a_rule() -> None:
    for bad in ("", "coach.example", "ftp://coach.example", "https://", "https://coach.example:port"):
        with pytest.raises(BadWebhookRule, match="web address"):
            SignedJwt(name="mine", webhook_url=bad, public_key=public_key("new calls"))


def test_a_rule_does_not_show_its_key() -> None:
    assert KEY not in repr(by_key())


@pytest.mark.parametrize(
    ("body", "call"),
    [
        (BODY, CALL_ID),
        (json.dumps(call_data()).encode(), CALL_ID),
        (json.dumps({"callData": {"metaData": {"id": 7782342274025937895}}}).encode(), CALL_ID),
        (b'{"callData": {"metaData": {"id": 7.7e18}}}', None),
        (b'{"callData": {"metaData": {"id": true}}}', None),
        (b'{"callData": {"metaData": {"id": ""}}}', None),
        (b'{"callData": {"metaData": {"id": "../../x; drop"}}}', None),
        (b'{"callData": {"metaData": {"id": "123\\u0000"}}}', None),
        (b'{"callData": {"metaData": {"id": "98765432109876543210"}}}', "98765432109876543210"),
        (b'{"callData": {"metaData": {"id": "987654321098765432101"}}}', None),
        (b'{"callData": {"metaData": {"id": "' + b"9" * 100 + b'"}}}', None),
        (b'{"callData": {"metaData": []}}', None),
        (b'{"callData": null}', None),
        (b'{"id": "1"}', None),
        (b"[]", None),
        (b"", None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
        (b'{"metaData": {"id": ' + b"9" * 5_000 + b"}}", None),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_call_is_named_by_its_exact_id_or_not_at_all(body: bytes, call: str | None) -> None:
    assert call_id_of(body) == call


def test_every_bundled_call_can_be_delivered_both_ways() -> None:
    private_key("new calls")
    for call in bundled_export_json()["calls"]:
        body = payload(call)
        assert reason(signed("new calls", URL, body, NOW)) is None
        assert reason(keyed(f"{URL}?key={KEY}", body), by_key()) is None
        assert call_id_of(body) == call["metaData"]["id"]

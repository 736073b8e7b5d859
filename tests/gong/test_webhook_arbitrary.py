"""Whatever arrives, it is judged without a fault, and nothing but Gong's own deliveries is taken for Gong's."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gong.webhook import Delivery, Rejected, SignedJwt, UrlKey, Verified, call_id_of, verify
from tests.gong.gong_json import call_data
from tests.standins.gong_webhooks import payload, public_key, signed, token

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
URL = "https://coach.example/webhooks/gong"
RULES = (
    SignedJwt(name="signed", webhook_url=URL, public_key=public_key("new calls")),
    UrlKey(name="keyed", key="x7Fq-2mZ_pR9vK4tW8sL"),
)
BODY = payload(call_data())
GOOD = token("new calls", URL, BODY, NOW)

anything = st.text(st.characters(codec=None), max_size=60)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | anything,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(anything, inner, max_size=4),
    max_leaves=12,
)
token_like = st.lists(st.from_regex(r"[A-Za-z0-9_-]{0,40}", fullmatch=True), min_size=3, max_size=3).map(".".join)


@given(
    headers=st.dictionaries(st.just("authorization") | anything, anything | token_like, max_size=4),
    url=anything,
    body=st.binary(max_size=200),
)
def test_arbitrary_deliveries_are_refused(headers: dict[str, str], url: str, body: bytes) -> None:
    assert isinstance(verify(Delivery(headers=headers, url=url, body=body), RULES, NOW), Rejected)


@given(st.binary(max_size=300))
def test_a_signature_is_good_for_one_body_only(body: bytes) -> None:
    verdict = verify(Delivery(headers={"Authorization": GOOD}, url=URL, body=body), RULES, NOW)
    assert isinstance(verdict, Verified) == (body == BODY)


@given(st.binary(max_size=300))
def test_any_body_that_gong_signed_is_gongs(body: bytes) -> None:
    assert isinstance(verify(signed("new calls", URL, body, NOW), RULES, NOW), Verified)


@given(at=st.integers(min_value=0, max_value=len(GOOD) - 1), letter=st.sampled_from("ABCxyz019-_.=+ "))
def test_a_signature_with_one_letter_changed_is_refused(at: int, letter: str) -> None:
    changed = GOOD[:at] + letter + GOOD[at + 1 :]
    verdict = verify(Delivery(headers={"Authorization": changed}, url=URL, body=BODY), RULES, NOW)
    # The last letter carries bits that base64 ignores; there, and only there, another one can mean the same.
    assert isinstance(verdict, Rejected) or changed == GOOD or at == len(GOOD) - 1


@given(st.integers(min_value=-100_000, max_value=200_000))
def test_a_signature_is_good_until_its_end_and_half_a_minute_and_for_a_day_at_most(seconds: int) -> None:
    claims = {"exp": int((NOW + timedelta(seconds=seconds)).timestamp())}
    delivery = Delivery(
        headers={"Authorization": token("new calls", URL, BODY, NOW, claims=claims)}, url=URL, body=BODY
    )
    assert isinstance(verify(delivery, RULES, NOW), Verified) == (-30 <= seconds <= 24 * 3600 + 30)


@given(json_values | st.fixed_dictionaries({"callData": json_values}))
def test_arbitrary_json_names_a_call_or_none(value: object) -> None:
    call = call_id_of(json.dumps(value).encode())
    assert call is None or (call.isdecimal() and len(call) <= 20)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_name_no_call(body: bytes) -> None:
    assert call_id_of(body) is None

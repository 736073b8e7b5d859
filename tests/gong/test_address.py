"""Where Gong's API is, however somebody writes it."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong.address import api_address
from gong.errors import BadGongSetting


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://api.gong.io", "https://api.gong.io"),
        ("https://us-12345.api.gong.io/", "https://us-12345.api.gong.io"),
        ("https://api.gong.io/v2", "https://api.gong.io"),
        ("  https://API.gong.io/v2//  ", "https://api.gong.io"),
        ("api.gong.io", "https://api.gong.io"),
        ("https://gateway.example/gong/v2/", "https://gateway.example/gong"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/v2", "http://[::1]:8080"),
        ("http://simulator:8080", "http://simulator:8080"),
    ],
)
def test_the_address_is_taken_as_gong_shows_it_and_as_people_write_it(written: str, meant: str) -> None:
    assert api_address(written) == meant


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("", "not the web address"),
        ("ftp://api.gong.io", "not the web address"),
        ("https://", "not the web address"),
        ("https://api.gong.io:port", "not the web address"),
        ("https://[::1", "not the web address"),
        ("https://api gong io", "not the web address"),
        ("https://api.gong.io?x=1", "not the web address"),
        ("https://us-12345.app.gong.io", "of Gong's app"),
        ("http://api.gong.io", "Use https"),
    ],
)
def test_an_address_that_cannot_be_it_is_refused_with_the_mend(written: str, hint: str) -> None:
    with pytest.raises(BadGongSetting, match=hint):
        api_address(written)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadGongSetting) as caught:
        api_address("https://me:geheim@api.gong.io")
    assert "geheim" not in str(caught.value)


@given(st.text(max_size=40) | st.from_regex(r"https?://[a-z0-9.:@/%\[\]-]{0,30}", fullmatch=True))
def test_whatever_is_written_is_an_address_that_stays_the_same_or_refused(written: str) -> None:
    try:
        address = api_address(written)
    except BadGongSetting:
        return
    assert api_address(address) == address
    assert not address.endswith("/")
    try:
        httpx.URL(address)
    except httpx.InvalidURL:
        pytest.fail(f"httpx does not take {address!r}")

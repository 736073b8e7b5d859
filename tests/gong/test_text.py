"""Text, ids and numbers from outside are fit to keep."""

from __future__ import annotations

import pytest

from gong.text import Unfit, email, identifier, line, milliseconds, seconds, storable, web_address


def test_text_changes_only_where_it_could_not_be_stored() -> None:
    assert storable("a\x00b\ud83d c\u202e\r\n") == "a\ufffdb\ufffd c\u202e\r\n"


@pytest.mark.parametrize("junk", [{}, [], True, b"x", object()])
def test_what_is_no_text_is_not_made_into_text(junk: object) -> None:
    with pytest.raises(Unfit, match="expected text"):
        storable(junk)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        ("", None),
        (" \u200e\x1b ", None),
        ("Zoë  O\u2028Hara\t", "Zoë O Hara"),
        ("a\x07 \x07b", "a b"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        (42, "42"),
        ("x" * 301, "x" * 299 + "…"),
    ],
)
def test_a_line_is_folded_readable_and_short(given: object, kept: str | None) -> None:
    assert line(given) == kept


def test_an_id_is_exact_text() -> None:
    assert identifier(2**63 - 1) == "9223372036854775807"
    assert identifier(" 0012 ") == "0012"
    assert identifier(None) is identifier("  ") is None


@pytest.mark.parametrize("lost", [1e18, 5.0, True, {}, "9" * 65])
def test_an_id_that_cannot_be_trusted_is_not_taken(lost: object) -> None:
    with pytest.raises(Unfit):
        identifier(lost)


@pytest.mark.parametrize("nobody", [None, "", "n/a", "a@", "@b", "a b@c.example", "a@b@c"])
def test_what_is_no_address_is_nobodys_address(nobody: object) -> None:
    assert email(nobody) is None


def test_an_address_is_in_lower_case() -> None:
    assert email(" Ana@Seller.Example ") == "ana@seller.example"


def test_a_web_address_is_kept_with_its_query() -> None:
    assert web_address("https://app.gong.io/call?id=1&x=%22") == "https://app.gong.io/call?id=1&x=%22"


@pytest.mark.parametrize(
    "unsafe", [None, "javascript:x()", "https://a b", "https://x/\x00", "https://x/" + "y" * 2_000]
)
def test_an_unsafe_web_address_is_dropped(unsafe: object) -> None:
    assert web_address(unsafe) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [(None, None), (float("nan"), None), (1.6, 2), ("12", 12), (-1, 0), (float("inf"), 604_800), (10**400, 604_800)],
)
def test_seconds_are_whole_and_held_to_a_week(given: object, kept: int | None) -> None:
    assert seconds(given) == kept


def test_milliseconds_are_not_seconds() -> None:
    assert milliseconds(604_801) == 604_801
    assert milliseconds(10**12) == 604_800_000


@pytest.mark.parametrize("junk", ["soon", {}, True, ""])
def test_what_is_no_number_is_not_a_time(junk: object) -> None:
    with pytest.raises(Unfit, match="expected a number"):
        milliseconds(junk)

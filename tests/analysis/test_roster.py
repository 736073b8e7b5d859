"""A list of people as somebody's spreadsheet writes it: good lines are taken, bad ones say what to mend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import RosterUnreadable
from analysis.roster import BadLine, Roster, read_roster, with_known_managers
from db.roster import Listing
from knowledge.rubric import Role


def roster(*lines: str, known: tuple[str, ...] = ()) -> Roster:
    return with_known_managers(read_roster("\n".join(lines).encode()), dict.fromkeys(known))


def test_columns_go_by_their_names_in_any_order_and_an_empty_cell_says_nothing() -> None:
    read = roster("Team,Role,EMAIL", "West, SE ,Maya@X.example", ",,jo@x.example")
    assert [line.listing for line in read.lines] == [
        Listing(email="maya@x.example", role=Role.SE, team="West"),
        Listing(email="jo@x.example"),
    ]
    assert not read.bad


def test_semicolons_and_a_byte_order_mark_are_read_as_excel_writes_them() -> None:
    read = read_roster("\ufeffemail;name\r\nzoë@x.example;Zoë, the first\r\n".encode())
    assert read.lines[0].listing == Listing(email="zoë@x.example", name="Zoë, the first")


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("nobody,,,", "not an e-mail"),
        (",Ada,,", "not an e-mail"),
        ("ada@x.example,,boss,", "write one of ae, se"),
        ("ada@x.example,,,the boss", "the manager 'the boss' is not an e-mail"),
        ("ada@x.example,,,ada@x.example", "their own manager"),
        ("ada@x.example,,,eve@x.example", "give that manager a line of their own"),
        ("good@x.example,,,", "in line 2: remove one"),
        ("<script>@x.example,,,", "not an e-mail"),
        ("ada@x.example,Lovelace, Ada,ae,", "not a role"),
        ("ada@x.example,Ada,ae,,West,", "'West' stands in no column"),
    ],
    ids=[
        "no e-mail",
        "none at all",
        "no role",
        "no manager's e-mail",
        "own manager",
        "unknown manager",
        "twice",
        "markup",
        "a comma in a name",
        "a cell too many",
    ],
)
def test_a_bad_line_is_named_with_its_number_and_the_mend_and_the_good_ones_are_taken(line: str, mend: str) -> None:
    read = roster("email,name,role,manager", "good@x.example,,ae,", "", line, "last@x.example,,,")
    assert [good.number for good in read.lines] == [2, 5]
    (bad,) = read.bad
    assert bad.number == 4
    assert mend in bad.mend


def test_a_line_counts_from_the_top_of_the_file_even_after_a_cell_of_two_lines() -> None:
    assert roster("email,name", 'a@x.example,"A\nB"', "bad,C").bad[0].number == 4


def test_managers_may_stand_in_any_line_or_be_known_already() -> None:
    read = roster("email,manager", "a@x.example,b@x.example", "b@x.example,c@x.example", known=("c@x.example",))
    assert [line.number for line in read.lines] == [2, 3]


def test_who_depends_on_a_line_that_is_not_taken_is_not_taken_either() -> None:
    read = roster("email,manager", "a@x.example,b@x.example", "b@x.example,c@x.example")
    assert not read.lines
    assert [bad.number for bad in read.bad] == [2, 3]


def test_nobody_gets_above_their_own_manager_and_the_others_are_taken() -> None:
    lines = [
        "email,manager",
        "a@x.example,b@x.example",
        "b@x.example,c@x.example",
        "c@x.example,a@x.example",
        "d@x.example,",
    ]
    read = roster(*lines)
    assert [line.number for line in read.lines] == [5]
    assert "a@x.example would be above their own manager (b@x.example, then c@x.example)" in read.bad[0].mend
    known = with_known_managers(
        read_roster(b"email,manager\nruth@x.example,maya@x.example\n"),
        {"maya@x.example": "ruth@x.example", "ruth@x.example": None},
    )
    assert [line.number for line in known.bad] == [2]


def test_a_manager_and_a_rep_may_change_places() -> None:
    read = with_known_managers(
        read_roster(b"email,manager\nruth@x.example,maya@x.example\nmaya@x.example,kim@x.example\nkim@x.example,\n"),
        {"maya@x.example": "ruth@x.example", "ruth@x.example": None},
    )
    assert not read.bad


def test_a_role_that_the_sheet_calls_unknown_leaves_the_job_title_its_say() -> None:
    assert roster("email,role", "a@x.example,unknown").lines[0].listing.role is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "one of them has to be `email`"),
        (b"name,role\nAda,ae\n", "one of them has to be `email`"),
        (b"email,e-mail\n", "no column 'e-mail'"),
        (b"email,role,role\n", "twice"),
        ("email\nzoë@x.example\n".encode("latin-1"), "line 2: a character is not UTF-8"),
        (b"PK\x03\x04\x00\x00", "NUL"),
        (b'email,name,role\n\nada@x.example,"Ada,ae\n', "line 3: this is not CSV"),
        (b'email,name\nada@x.example,"Ada" L.\n', "line 2: this is not CSV"),
        (b"email,name\n\n", "names nobody"),
    ],
    ids=[
        "empty",
        "no e-mails",
        "another column",
        "a column twice",
        "latin-1",
        "a spreadsheet",
        "an open quote",
        "a quote in a cell",
        "a header only",
    ],
)
def test_what_is_no_such_file_says_how_to_save_it(content: bytes, says: str) -> None:
    with pytest.raises(RosterUnreadable) as refused:
        read_roster(content)
    assert says in str(refused.value)


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.text(alphabet='ae@.,;"\n\r').map(lambda t: b"email,name\n" + t.encode())
)
def test_whatever_the_file_holds_it_is_read_or_refused_with_a_sentence(content: bytes) -> None:
    try:
        read = with_known_managers(read_roster(content), {})
    except RosterUnreadable:
        return
    assert all(isinstance(bad, BadLine) and bad.mend for bad in read.bad)
    emails = [line.listing.email for line in read.lines]
    assert len(set(emails)) == len(emails)

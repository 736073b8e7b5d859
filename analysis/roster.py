"""A list of people as a spreadsheet writes it: good lines become listings, bad ones say what to mend. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.errors import RosterUnreadable
from db.people import clean_email
from db.roster import Listing
from knowledge.rubric import Role

COLUMNS = ("email", "name", "role", "team", "manager")
EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]+@[^@\s,;:<>()\[\]\\\"]+")
ROLES = ", ".join(role.value for role in Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the file, counted from 1 with the header, and what it says."""

    number: int
    listing: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that was not taken; `mend` says why and what to do."""

    number: int
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What a file says of people."""

    lines: tuple[Line, ...]
    bad: tuple[BadLine, ...]

    @property
    def managers(self) -> frozenset[str]:
        """The e-mails of all managers that are named."""
        return frozenset(line.listing.manager for line in self.lines if line.listing.manager)


def read_roster(content: bytes) -> Roster:
    """The lines of a CSV file with a header, in UTF-8, with `,` or `;` between the columns.

    Raises:
        RosterUnreadable: it is no such file; the message says what to do.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RosterUnreadable(f"line {line}: a character is not UTF-8. Save the file as CSV in UTF-8.") from None
    if "\0" in text:
        raise RosterUnreadable("This is no CSV file: it holds NUL bytes. Save the sheet as CSV in UTF-8.")
    lines: list[Line] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, row in _rows(text):
        read = _too_much(row) or _listing(row, seen)
        if isinstance(read, Listing):
            seen[read.email] = number
            lines.append(Line(number=number, listing=read))
        else:
            bad.append(BadLine(number=number, mend=read))
    if not seen and not bad:
        raise RosterUnreadable("This file names nobody: write a line for each person below the one with the columns.")
    return Roster(lines=tuple(lines), bad=tuple(bad))


def with_known_managers(roster: Roster, known: Mapping[str, str | None]) -> Roster:
    """The same without the lines whose manager is not there, or would be below the person.

    `known` is everybody that is known so far by e-mail, each with the e-mail of their manager.
    """
    lines, bad = list(roster.lines), list(roster.bad)
    while True:
        named = {line.listing.email: line.listing.manager for line in lines}
        after = {**named, **known, **{email: manager for email, manager in named.items() if manager}}
        wrong = {line.number: mend for line in lines if (mend := _wrong_manager(line.listing, after))}
        if not wrong:
            return Roster(lines=tuple(lines), bad=tuple(sorted(bad, key=lambda line: line.number)))
        bad += [BadLine(number=number, mend=mend) for number, mend in wrong.items()]
        lines = [line for line in lines if line.number not in wrong]


def circle(email: str, managers: Mapping[str, str | None]) -> str | None:
    """The sentence about somebody who would be above their own manager; None about anybody else."""
    above = [email]
    while (manager := managers.get(above[-1])) and manager not in above:
        above.append(manager)
    if manager != email:
        return None
    return f"{email} would be above their own manager ({', then '.join(above[1:])}): name another manager"


def _wrong_manager(listing: Listing, managers: Mapping[str, str | None]) -> str | None:
    if listing.manager and listing.manager not in managers:
        return _no_manager(listing.manager)
    return circle(listing.email, managers) if listing.manager else None


def _no_manager(manager: str) -> str:
    return f"nobody here has the manager's e-mail {manager!r}: correct it, or give that manager a line of their own"


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    # Not strict, an open quote would swallow the rest of its line, and of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        names = _names(next(reader, list[str]()))
        number = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                yield number, _cells(names, row)
            number = reader.line_num + 1
    except csv.Error as error:
        raise RosterUnreadable(
            f"line {number}: this is not CSV ({error}). Close every quote that is opened here, or save it as CSV again."
        ) from None


def _cells(names: Sequence[str], row: Sequence[str]) -> Mapping[str, str]:
    """A line by column; what stands in a cell without a column is under ""."""
    cells = [cell.strip() for cell in row]
    spare = [cell for position, cell in enumerate(cells) if position >= len(names) or not names[position]]
    return {**dict(zip(names, cells, strict=False)), "": " ".join(filter(None, spare))}


def _names(header: Sequence[str]) -> list[str]:
    names = [name.strip().casefold() for name in header]
    if "email" not in names:
        raise RosterUnreadable(
            f"The first line has to name the columns, and one of them has to be `email`; write {','.join(COLUMNS)}."
        )
    if unknown := [name for name in names if name and name not in COLUMNS]:
        raise RosterUnreadable(
            f"There is no column {unknown[0]!r} in a roster: rename or remove it ({','.join(COLUMNS)})."
        )
    if twice := [name for name in names if name and names.count(name) > 1]:
        raise RosterUnreadable(f"The column {twice[0]!r} is there twice: remove one of the two.")
    return names


def _too_much(row: Mapping[str, str]) -> str | None:
    spare = row[""]
    return f"{spare!r} stands in no column: put a text with a comma in it into quotes, or remove it" if spare else None


def _listing(row: Mapping[str, str], seen: Mapping[str, int]) -> Listing | str:
    """What a line says, or the sentence about what is wrong with it."""
    email, manager, role = (
        clean_email(row.get("email")),
        clean_email(row.get("manager")),
        row.get("role", "").casefold(),
    )
    if email is None or not EMAIL.fullmatch(email):
        return f"{row.get('email', '')!r} is not an e-mail: write one such as maya@company.com"
    if email in seen:
        return f"{email} was there before, in line {seen[email]}: remove one of the two lines"
    if role and role not in set(Role):
        return f"{row['role']!r} is not a role: write one of {ROLES}"
    if manager and not EMAIL.fullmatch(manager):
        return f"the manager {row['manager']!r} is not an e-mail: write theirs, or leave it empty"
    if manager == email:
        return f"{email} cannot be their own manager: write another e-mail, or leave it empty"
    return Listing(
        email=email,
        name=row.get("name") or None,
        role=Role(role) if role and role != Role.UNKNOWN else None,  # what a sheet does not know, a job title may
        team=row.get("team") or None,
        manager=manager,
    )

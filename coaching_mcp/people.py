"""`coach person` and `coach roster`: who everybody on our side is."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from analysis.bootstrap import open_database
from analysis.errors import PersonNotFound, RosterUnreadable
from analysis.roster import EMAIL, BadLine, Roster, circle, read_roster, with_known_managers
from analysis.settings import Settings
from coaching_mcp import terminal, views
from coaching_mcp.exits import DONE, PARTLY
from coaching_mcp.views import Json
from db.database import Database
from db.people import PersonRecord, clean_email, find_people, find_person, our_people
from db.roster import Change, Listing, set_people
from db.wishes import Wish, set_wish, wishes
from knowledge.rubric import Role

NOBODY = "none"
"""Said instead of a manager's e-mail: from now on Gong's list of users says who it is."""


async def person(arguments: argparse.Namespace, settings: Settings) -> int:
    """What is known of somebody, after what was said of them if anything was."""
    async with open_database(settings) as db:
        if arguments.action == "set":
            change = await _set(db, arguments)
            wish = await _mail(db, change.after, arguments.mail)
            if arguments.json:
                views.write(_change(change) | _wish(wish))
            else:
                said = [f"Weekly mails: {_mails(wish)}"] if wish and arguments.mail else []
                print("\n".join([*_told(change), *said]) or f"{change.after.name}: nothing changed.")
            return DONE
        found = await find_person(db, arguments.email)
        if found is None:
            raise PersonNotFound(_nobody(arguments.email))
        wish = await _mail(db, found)
    if arguments.json:
        views.write(_person(found) | _wish(wish))
    else:
        print("\n".join(_card(found, wish)))
    return DONE


async def _mail(db: Database, one: PersonRecord, said: str | None = None) -> Wish | None:
    """Whether somebody of ours gets the weekly mails, after that was said if it was."""
    if one.email is None or not one.is_internal:
        return None
    if said:
        await set_wish(db, one.email, wanted=said == "on")
    return (await wishes(db, [one.email]))[one.email]


async def roster(arguments: argparse.Namespace, settings: Settings) -> int:
    """Everybody on our side, or what a file says of them taken in."""
    async with open_database(settings) as db:
        if arguments.action == "import":
            return await _take_in(db, arguments)
        everybody = await our_people(db)
    if arguments.json:
        views.write([_person(one) for one in everybody])
    elif everybody:
        terminal.console().print(_table(everybody))
    else:
        print("Nobody yet. `coach roster import FILE.csv` takes in a list, `coach import PATH` the people on calls.")
    return DONE


async def _set(db: Database, arguments: argparse.Namespace) -> Change:
    email, manager = clean_email(arguments.email) or "", arguments.manager
    if not EMAIL.fullmatch(email):
        raise PersonNotFound(f"{arguments.email!r} is not an e-mail: write one such as maya@company.com.")
    if manager is not None:
        manager = "" if manager.strip().lower() == NOBODY else clean_email(manager) or ""
        if manager == email:
            raise PersonNotFound(f"{email} cannot be their own manager: name somebody else, or {NOBODY}.")
        if manager and await find_person(db, manager) is None:
            raise PersonNotFound(f"Nobody here has the manager's e-mail {manager!r}. {_ENTER.format(email=manager)}")
        if manager and (wrong := circle(email, {**await _managers(db), email: manager})):
            raise PersonNotFound(f"{wrong}, or {NOBODY}.")
    known = await find_person(db, email)
    if not arguments.name and known is None:
        raise PersonNotFound(_nobody(email))
    if known and not known.is_internal and not arguments.ours:
        raise PersonNotFound(
            f"{known.name} <{email}> was seen on the customer's side only: check the spelling, "
            "or say with --ours that they are one of us."
        )
    listing = Listing(
        email=email,
        name=arguments.name or None,
        role=Role(arguments.role) if arguments.role else None,
        team=None if arguments.team is None else arguments.team.strip(),
        manager=manager,
    )
    (change,) = await set_people(db, [listing], by_hand=True)
    return change


async def _take_in(db: Database, arguments: argparse.Namespace) -> int:
    given = read_roster(_content(arguments.file))
    known = {one.email: one.manager_email for one in await find_people(db, given.managers) if one.email}
    taken = with_known_managers(given, {**known, **await _managers(db)})
    changes = await set_people(db, [line.listing for line in taken.lines], by_hand=False) if taken.lines else ()
    if arguments.json:
        views.write({"people": [_change(change) for change in changes], "refused": [_bad(line) for line in taken.bad]})
    else:
        _tell(changes, taken)
    return PARTLY if taken.bad else DONE


async def _managers(db: Database) -> dict[str, str | None]:
    return {one.email: one.manager_email for one in await our_people(db) if one.email}


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RosterUnreadable(f"{str(file)!r} cannot be read: {error.strerror}. Check its path.") from error


_ENTER = "Check the spelling, or enter them with `coach person set {email} --name …`."


def _nobody(email: str) -> str:
    return f"Nobody here has the e-mail {email!r}. {_ENTER.format(email=email)}"


def _tell(changes: tuple[Change, ...], taken: Roster) -> None:
    told = [line for change in changes for line in _told(change, taken)]
    changed = sum(bool(_differences(change)) for change in changes)
    print(f"{changed} new or changed, {len(changes) - changed} unchanged, {len(taken.bad)} refused.")
    for line in told:
        print(f"  {line}")
    for bad in taken.bad:
        print(f"  line {bad.number} was not taken: {bad.mend}.")


def _told(change: Change, taken: Roster | None = None) -> Iterator[str]:
    """What changed for somebody, in one line, and what a roster could not change."""
    who, differences = f"{change.after.name} <{change.after.email}>", _differences(change)
    if change.before is None:
        words = (f"{name} {new}" for name, (_, new) in differences.items() if name != "name")
        yield f"{who}: new, {', '.join(words)}"
    elif differences:
        words = (f"{name} {old or 'none'} → {new or 'none'}" for name, (old, new) in differences.items())
        yield f"{who}: {', '.join(words)}"
    for line in taken.lines if taken else ():
        wanted = line.listing.role
        if line.listing.email == change.after.email and wanted not in {None, change.after.role}:
            yield (
                f"{who}: stays {change.after.role.value}, which was set by hand; to change it: "
                f"coach person set {change.after.email} --role {wanted}"
            )


def _differences(change: Change) -> dict[str, tuple[str | None, str | None]]:
    """What is different now, by name: before and after."""
    before, after = change.before, change.after
    pairs = {
        "name": (before.name if before else None, after.name),
        "role": (_role(before) if before else None, _role(after)),
        "team": (before.team if before else None, after.team),
        "manager": (_manager(before) if before else None, _manager(after)),
        "side": (_side(before or after), _side(after)),
    }
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


def _role(one: PersonRecord) -> str:
    return f"{one.role.value} ({one.role_reason})"


def _side(one: PersonRecord) -> str:
    return "ours" if one.is_internal else "the customer's"


def _manager(one: PersonRecord) -> str | None:
    return f"{one.manager_email or one.manager} ({_named_by(one)})" if one.manager else None


def _named_by(one: PersonRecord) -> str:
    return "set" if one.manager_is_set else "from Gong"


def _mails(wish: Wish) -> str:
    on = f"coach person set {wish.address} --mail on"
    if not wish.wanted:
        return f"none, as they or you asked, until: {on}"
    return f"none, as the address takes no mail ({wish.bounce}), until: {on}" if wish.bounce else "yes"


def _wish(wish: Wish | None) -> Json:
    return {"mail": {"wanted": wish.wanted, "refused": wish.bounce} if wish else None}


def _card(one: PersonRecord, wish: Wish | None) -> Iterator[str]:
    yield f"{one.name} <{one.email}>"
    yield f"  Role: {_role(one)}"
    if one.role is Role.UNKNOWN:
        yield f"  Judged only by what everybody owes the customer, until: coach person set {one.email} --role ae"
    yield f"  Title: {one.title or 'not known'}"
    yield f"  Team: {one.team or 'none'}"
    address = f" <{one.manager_email}>" if one.manager_email else ""
    yield f"  Manager: {f'{one.manager}{address} ({_named_by(one)})' if one.manager else 'none'}"
    if wish:
        yield f"  Weekly mails: {_mails(wish)}"
    if not one.is_internal:
        yield "  On the customer's side."
    if not one.active:
        yield "  Not active any more, says Gong."


def _table(everybody: tuple[PersonRecord, ...]) -> Table:
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for title in ("Team", "Name", "E-mail", "Role", "Manager"):
        table.add_column(title)
    for one in everybody:
        cells = (one.team or "", one.name, one.email or "", _role(one), one.manager or "")
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _person(one: PersonRecord) -> Json:
    return {
        "email": one.email,
        "name": one.name,
        "title": one.title,
        "role": one.role.value,
        "role_reason": one.role_reason,
        "role_is_set": one.role_is_set,
        "team": one.team,
        "manager": one.manager_email or one.manager,
        "manager_is_set": one.manager_is_set,
        "ours": one.is_internal,
        "active": one.active,
    }


def _change(change: Change) -> Json:
    differences = {name: {"before": old, "after": new} for name, (old, new) in _differences(change).items()}
    return {"person": _person(change.after), "new": change.before is None, "changed": differences}


def _bad(line: BadLine) -> Json:
    return {"line": line.number, "mend": line.mend}

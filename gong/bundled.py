"""Invented calls in Gong's JSON shape, so that they come in like anybody's: those of the demo, or any screenplay."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from pathlib import Path
from typing import Final

from gong.export import Export, to_export
from gong.model import Call
from gong.screenplay import BadScreenplay, Person, Screenplay, read_screenplay
from gong.wire import INVENTED

FOLDER: Final = Path(__file__).parent / "bundled"
MANAGER: Final = Person(
    name="Ruth Abara",
    email="ruth.abara@callcoach-demo.example",
    internal=True,
    title="Director of Sales",
    pace=150,
)
HIRED: Final = "2026-01-05T09:00:00-08:00"
WORKSPACE: Final = "730000000000000001"
DIGITS: Final = 18


def bundled_export() -> Export:
    """The invented calls and the people who made them; every call says that it is invented."""
    export = to_export([("the bundled calls", bundled_export_json())])
    return replace(export, calls=tuple(replace(call, is_invented=True) for call in export.calls))


def invented_call(path: Path) -> Call:
    """One screenplay as a call.

    Raises:
        BadScreenplay: it breaks the format.
    """
    play = read_screenplay(path)
    transcript = {"callId": play.header["id"], "transcript": play.monologues}
    export = to_export([(path.name, {"calls": [_call(play)], "callTranscripts": [transcript]})])
    if not export.calls:
        raise BadScreenplay(f"{path.name}: {export.refused[0].reason}")
    return replace(export.calls[0], is_invented=True)


def bundled_export_json() -> dict[str, object]:
    """The same as Gong would send them: `calls`, `callTranscripts` and `users`, in one object.

    Raises:
        BadScreenplay: a screenplay breaks the format.
    """
    plays = [read_screenplay(path) for path in sorted(FOLDER.glob("*.txt"))]
    team = {MANAGER.email: MANAGER}
    team |= {person.email: person for play in plays for person in play.people.values() if person.internal}
    return {
        "calls": [_call(play) for play in plays],
        "callTranscripts": [{"callId": play.header["id"], "transcript": play.monologues} for play in plays],
        "users": [_user(person) for person in team.values()],
    }


def _call(play: Screenplay) -> dict[str, object]:
    header = play.header
    return {
        "metaData": {
            "id": header["id"],
            "url": f"https://app.gong.io/call?id={header['id']}",
            "title": header["title"],
            "scheduled": header["started"],
            "started": header["started"],
            "duration": math.ceil(play.end_ms / 1000),
            "primaryUserId": _digits("user", header["host"]),
            "direction": "Conference",
            "system": "Zoom",
            "scope": "External",
            "media": "Video",
            "language": header["language"],
            "workspaceId": WORKSPACE,
            "customData": INVENTED,
            "purpose": header["purpose"],
            "isPrivate": False,
        },
        "context": [{"system": "Salesforce", "objects": _crm_objects(header)}],
        "parties": [_party(play, key) for key in play.people],
    }


def _crm_objects(header: dict[str, str]) -> list[dict[str, object]]:
    account = {"Name": header["account"]}
    opportunity = {"Name": header["opportunity"], "StageName": header["stage"], "Product": header["product"]}
    return [_crm_object("Account", account), _crm_object("Opportunity", opportunity)]


def _crm_object(kind: str, values: dict[str, str]) -> dict[str, object]:
    return {
        "objectType": kind,
        "objectId": _digits(kind, values["Name"]),
        "timing": "TimeOfCall",
        "fields": [{"name": name, "value": value} for name, value in values.items()],
    }


def _party(play: Screenplay, key: str) -> dict[str, object]:
    person = play.people[key]
    party: dict[str, object] = {
        "id": _digits("party", person.email),
        "emailAddress": person.email,
        "name": person.name,
        "title": person.title,
        "speakerId": play.speaker_id(key),
        "affiliation": "Internal" if person.internal else "External",
        "methods": ["Invitee", "Attendee"],
    }
    return party | ({"userId": _digits("user", person.email)} if person.internal else {})


def _user(person: Person) -> dict[str, object]:
    first, _, last = person.name.partition(" ")
    user: dict[str, object] = {
        "id": _digits("user", person.email),
        "emailAddress": person.email,
        "created": HIRED,
        "active": True,
        "emailAliases": [],
        "firstName": first,
        "lastName": last,
        "title": person.title,
    }
    return user if person.email == MANAGER.email else user | {"managerId": _digits("user", MANAGER.email)}


def _digits(kind: str, name: str) -> str:
    """An id of Gong's length that is the same on every machine."""
    number = int.from_bytes(hashlib.sha256(f"{kind}:{name}".encode()).digest()[:8])
    return str(10 ** (DIGITS - 1) + number % (9 * 10 ** (DIGITS - 1)))

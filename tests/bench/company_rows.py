"""The rows of an invented company, table by table."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.rubric import CallType, Role
from tests.bench.company_talk import vocabulary

TURNS = 150
PRODUCTS = ["Orchestration", "Observability", "Lineage", None]

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of ours; `skill` is what they began with, `drift` what they gain in a year."""

    id: int
    name: str
    role: Role
    team: int
    skill: float
    drift: float


def person(id_: int, name: str, email: str, role: Role | None = None, *team: object) -> Row:
    team_id, user_id = team or (None, None)
    return {
        "id": id_,
        "email": email,
        "gong_user_id": user_id,
        "name": name,
        "title": role.value.upper() if role else "Head of Data",
        "is_internal": role is not None,
        "role": (role or Role.UNKNOWN).value,
        "role_is_set": role is not None,
        "team_id": team_id,
    }


def call_row(
    draw: random.Random, number: int, owner: Colleague, account: int, at: datetime, call_type: CallType
) -> dict[str, object]:
    name = account_name(account)
    return {
        "id": number + 1,
        "gong_id": f"74{number:017}",
        "title": f"{name}: {call_type.value.replace('_', ' ')}",
        "url": f"https://app.gong.io/call?id=74{number:017}",
        "started_at": at,
        "duration_s": TURNS * 9,
        "purpose": call_type.value,
        "call_type": call_type.value,
        "call_type_reason": "its purpose says so",
        "product": draw.choice(PRODUCTS),
        "account": name,
        "host": f"u{owner.id}",
        "owner_id": owner.id,
        "transcript_id": number + 1,
    }


def participants(number: int, seats: Sequence[tuple[Colleague, str]], customer: int) -> list[Row]:
    voices = [(label, one.id, one.name, "us", one.role.value) for one, label in seats]
    voices.append(("C1", customer, "Cy Customer", "customer", "unknown"))
    return [
        {
            "call_id": number + 1,
            "speaker_id": label,
            "position": position,
            "person_id": person,
            "name": name,
            "side": side,
            "label": label,
            "role": role,
            "role_reason": "said so",
        }
        for position, (label, person, name, side, role) in enumerate(voices)
    ]


def turn(number: int, seq: int, label: str, text: str) -> dict[str, object]:
    start, end = seq * 9000, seq * 9000 + 8000
    return {
        "transcript_id": number + 1,
        "seq": seq,
        "speaker_id": label,
        "label": label,
        "start_ms": start,
        "end_ms": end,
        "body": text,
        "spans": f"{{0,{start},{end}}}",
    }


def metrics(draw: random.Random, number: int, label: str) -> list[Row]:
    values = {
        "talk_ratio": draw.uniform(0.3, 0.8),
        "questions": float(draw.randint(3, 25)),
        "customer_questions": float(draw.randint(0, 12)),
        "longest_monologue_s": draw.uniform(30, 240),
    }
    return [
        {"transcript_id": number + 1, "speaker_id": label, "name": name, "value": value}
        for name, value in values.items()
    ]


def account_name(number: int) -> str:
    words, _ = vocabulary()
    return f"{words[-1 - number % 5000].title()} {('Logistics', 'Bank', 'Foods', 'Energy')[number % 4]} {number}"


def somebody(draw: random.Random, number: int) -> str:
    words, _ = vocabulary()
    return f"{draw.choice(words[-3000:]).title()} {words[-1 - number % 5000].title()}"


def digest_of(*of: object) -> str:
    return hashlib.sha256(" ".join(map(str, of)).encode()).hexdigest()

"""An invented company that has recorded for three years, written straight into a database, the same for each seed.

By hand: `python -m tests.bench.company "host=… dbname=…" 10000`
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

from psycopg import AsyncConnection, AsyncCursor, sql

from db.bodies import BODY_VERSION, as_body, result_rows
from db.database import Database
from knowledge.rubric import CallType, Role
from tests.bench.company_judging import Heard, judged
from tests.bench.company_rows import (
    TURNS,
    Colleague,
    Row,
    call_row,
    digest_of,
    metrics,
    participants,
    person,
    somebody,
    turn,
)
from tests.bench.company_talk import turns

LAST, YEARS = datetime(2026, 11, 20, tzinfo=UTC), 3
SCORER, SECOND, KEYWORDS = "claude:claude-sonnet-5-5:medium", "claude:claude-opus-5-1:high", "keyword:7"
TYPES, TYPE_WEIGHTS = list(CallType), [22, 18, 10, 6, 6, 9, 4, 15, 8, 2]
LANGUAGES = {"eng": "en", "en-GB": "en", "deu": "de"}
BATCH = 500

COLUMNS: Mapping[str, str] = {
    "team": "id name",
    "person": "id email gong_user_id name title is_internal role role_is_set team_id",
    "call": "id gong_id title url started_at duration_s language purpose call_type call_type_reason product account"
    " host owner_id transcript_id",
    "participant": "call_id speaker_id position person_id name side label role role_reason",
    "transcript": "id call_id version hash language",
    "turn": "transcript_id seq speaker_id label start_ms end_ms body spans language",
    "metric": "transcript_id speaker_id name value",
    "analysis": "id call_id transcript_id speaker_id person_id part fingerprint generation scorer role call_type"
    " made_with score needs_review body body_version created_at",
    "criterion_result": "analysis_id criterion state level judged_level sighting weight needs_review",
    "evidence": "analysis_id transcript_id position criterion turn_seq start_char end_char match",
    "objection": "analysis_id transcript_id position type handling turn_seq",
    "claim": "analysis_id transcript_id position verdict fact turn_seq",
    "win": "analysis_id transcript_id win state note turn_seq",
}
LISTS = {"criterion_result": "criteria", "evidence": "evidence", "objection": "objections", "claim": "claims"}
LISTS |= {"win": "wins"}
NUMBERED = ("team", "person", "call", "transcript", "analysis")

Rows = dict[str, list[Row]]


async def fill(dsn: str, *, calls: int, seed: int = 7) -> None:
    """Migrate the database and put that many calls of 150 turns in it, judged, over three years."""
    async with Database.open(dsn):
        pass
    company = Company(calls, seed)
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection, connection.cursor() as cursor:
        # No trigger and no foreign key looks at rows that fit by construction, and the word index is built at once.
        await cursor.execute("set session_replication_role = replica")
        await cursor.execute("set maintenance_work_mem = '512MB'")
        index = await (await cursor.execute("select pg_get_indexdef('turn_words'::regclass)")).fetchone()
        await cursor.execute("drop index turn_words")
        await _write(cursor, company.people())
        for first in range(0, calls, BATCH):
            await _write(cursor, company.calls(range(first, min(calls, first + BATCH))))
        assert index is not None
        await cursor.execute(index[0])
        for name in NUMBERED:
            await cursor.execute(_restart(name))
        await cursor.execute("select keep_standing((select array_agg(id) from call))")
        await cursor.execute("vacuum (analyze)")


async def _write(cursor: AsyncCursor, rows: Rows) -> None:
    for table, columns in COLUMNS.items():
        names = columns.split()
        target = sql.SQL("copy {} ({}) from stdin").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        if table in rows:
            async with cursor.copy(target) as copy:
                for row in rows[table]:
                    await copy.write_row([row[name] for name in names])


def _restart(table: str) -> sql.Composed:
    return sql.SQL("select setval(pg_get_serial_sequence({}, 'id'), (select max(id) + 1 from {}), false)").format(
        table, sql.Identifier(table)
    )


class Company:
    """The people of a company of that size, and its calls from a number to another."""

    def __init__(self, calls: int, seed: int) -> None:
        self.total, self.seed = calls, seed
        self.accounts = max(5, calls // 7)
        self.analyses = count(1)
        draw = random.Random(f"{seed} people")
        self.teams = max(2, calls // 2000)
        roles = [Role.AE] * 12 + [Role.SE] * 4 + [Role.CSM] * 2 + [Role.SUPPORT] * 2
        self.ours = [
            Colleague(
                id=number + 1,
                name=somebody(draw, number),
                role=roles[number % len(roles)],
                team=number % self.teams + 1,
                skill=draw.uniform(1.4, 2.8),
                drift=draw.uniform(-0.1, 0.5),
            )
            for number in range(max(20, calls // 250))
        ]
        self.engineers = [one for one in self.ours if one.role is Role.SE]

    def people(self) -> Rows:
        """Teams, us, and one person at each account."""
        ours = [
            person(one.id, one.name, f"rep{one.id}@us.example", one.role, one.team, f"u{one.id}") for one in self.ours
        ]
        draw = random.Random(f"{self.seed} customers")
        theirs = [
            person(len(ours) + 1 + number, somebody(draw, number), f"someone@account{number}.example")
            for number in range(self.accounts)
        ]
        return {
            "team": [{"id": number + 1, "name": f"Team {number + 1}"} for number in range(self.teams)],
            "person": [*ours, *theirs],
        }

    def calls(self, numbers: range) -> Rows:
        """Everything of these calls."""
        rows: Rows = {table: [] for table in COLUMNS if table not in {"team", "person"}}
        for number in numbers:
            self._call(number, rows)
        return rows

    def _call(self, number: int, rows: Rows) -> None:
        draw = random.Random(f"{self.seed} call {number}")
        owner = draw.choice([one for one in self.ours if one.role is not Role.SE])
        with_engineer = draw.random() < 0.3
        seats = [(owner, "R1"), *([(draw.choice(self.engineers), "R2")] if with_engineer else [])]
        account = min(int(draw.paretovariate(0.6)), self.accounts) - 1
        age = timedelta(days=draw.uniform(0, 365.25 * YEARS))
        call_type = draw.choices(TYPES, TYPE_WEIGHTS)[0]
        texts = list(turns(draw, TURNS))
        labels = [("R1", "C1", "R2" if with_engineer else "R1", "C1")[seq % 4] for seq in range(TURNS)]
        language = draw.choices(list(LANGUAGES), [90, 7, 3])[0]
        call = {"language": language} | call_row(draw, number, owner, account, LAST - age, call_type)
        rows["call"].append(call)
        rows["participant"] += participants(number, seats, len(self.ours) + 1 + account)
        spoken = {"language": LANGUAGES[language], "call_id": number + 1}
        rows["transcript"].append({"id": number + 1, "version": 1, "hash": digest_of(self.seed, number), **spoken})
        rows["turn"] += [turn(number, seq, labels[seq], text) | spoken for seq, text in enumerate(texts)]
        for one, label in seats:
            rows["metric"] += metrics(draw, number, label)
            heard = Heard(
                texts=texts,
                rep=[seq for seq, at in enumerate(labels) if at == label],
                customer=[seq for seq, at in enumerate(labels) if at == "C1"],
                role=one.role,
                call_type=call_type,
                skill=one.skill + one.drift * (YEARS - age / timedelta(days=365.25)),
            )
            for scorer, generation in _readings(draw):
                self._judge(draw, rows, heard, (number, one, label, scorer, generation))

    def _judge(self, draw: random.Random, rows: Rows, heard: Heard, of: tuple[int, Colleague, str, str, int]) -> None:
        number, one, label, scorer, generation = of
        for part, result in judged(draw, heard):
            found = result_rows(result)
            id_ = next(self.analyses)
            rows["analysis"].append(
                {
                    "id": id_,
                    "call_id": number + 1,
                    "transcript_id": number + 1,
                    "speaker_id": label,
                    "person_id": one.id,
                    "part": part,
                    "fingerprint": digest_of(part, scorer),
                    "generation": generation,
                    "scorer": scorer,
                    "role": one.role.value,
                    "call_type": heard.call_type.value,
                    "made_with": '{"model": "claude-sonnet-5-5"}',
                    "score": None if scorer == KEYWORDS else found["score"],
                    "needs_review": found["needs_review"],
                    "body": json.dumps(as_body(result)),
                    "body_version": BODY_VERSION,
                    "created_at": LAST,
                }
            )
            of_this = {"analysis_id": id_, "transcript_id": number + 1, "level": None, "judged_level": None}
            of_this |= {"sighting": None, "weight": None}
            for table, name in LISTS.items():
                given = found[name]
                assert isinstance(given, list)
                rows[table] += [{**of_this, **row} for row in given]


def _readings(draw: random.Random) -> Iterator[tuple[str, int]]:
    """Who judged somebody on a call, and how often it was forced again."""
    if draw.random() < 0.9:
        yield SCORER, 1
        if draw.random() < 0.05:
            yield SCORER, 2
        if draw.random() < 0.08:
            yield SECOND, 1


if __name__ == "__main__":
    asyncio.run(fill(sys.argv[1], calls=int(sys.argv[2])))

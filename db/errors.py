"""What can go wrong with what we keep; every message says what to do next.

StorageError
├── StorageUnavailable      the database cannot be reached, or is too busy or too full, right now
├── BadDatabaseUrl          DATABASE_URL cannot be read
├── EmbeddedPostgresError   the private server could not be started
├── MigrationError          the database and the migration files disagree
├── UnstorableValue         a value that the database cannot hold, or a reference to something that is not there
└── NewerData               something was stored by a newer version of Call Coach
"""

from __future__ import annotations

from typing import Final

RULES: Final = {
    "turn_seq_fkey": "a finding points to a turn that its transcript does not have",
    "dispute_analysis_id_criterion_fkey": "that judgement is no longer there: `coach show` the call again",
    "rubric_hash_fkey": "its rubric is not in the database: run `python -m knowledge.loader`",
    "call_id_fkey": "the call is no longer there: import it again",
    "transcript_id_fkey": "that version of the transcript is no longer there: import the call again",
}
"""What a broken rule of the database means, by the end of its name."""


class StorageError(Exception):
    """Something could not be kept or read; the message says what to do."""


class StorageUnavailable(StorageError):
    """The database cannot do this right now. `retryable`: the same again may work without anybody's doing."""

    def __init__(self, message: str, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable


class BadDatabaseUrl(StorageError):
    """DATABASE_URL is not a Postgres address."""


class EmbeddedPostgresError(StorageError):
    """The private Postgres could not be started."""


class MigrationError(StorageError):
    """The database and the migration files disagree; the message names the file and the mend."""


class UnstorableValue(StorageError):
    """The database cannot hold this. `constraint` names the rule it breaks, where a rule of ours has a name."""

    def __init__(self, message: str, constraint: str | None = None) -> None:
        super().__init__(message)
        self.constraint = constraint


class NewerData(StorageError):
    """This was stored by a newer version of Call Coach: update this one."""


def broken_rule(constraint: str | None) -> UnstorableValue:
    """What to say when a value breaks a rule of the database."""
    meaning = next(
        (meaning for end, meaning in RULES.items() if constraint and constraint.endswith(end)),
        f"it breaks the rule {constraint!r} of the database",
    )
    return UnstorableValue(f"this was not stored: {meaning}", constraint)

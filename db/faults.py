"""What psycopg's errors mean to us: the one place where they become ours."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout, TooManyRequests

from db.errors import StorageError, StorageUnavailable, UnstorableValue, broken_rule

UNAVAILABLE: Final = (
    (
        (PoolTimeout, TooManyRequests, errors.DeadlockDetected),
        "the database is too busy: try again in a moment",
        True,
    ),
    ((errors.QueryCanceled, errors.LockNotAvailable), "the database took too long: try again in a moment", True),
    ((errors.DiskFull,), "the database's disk is full: make room, then try again", False),
    ((errors.InsufficientPrivilege,), "the user in DATABASE_URL may not do this: use the database's owner", False),
    ((errors.ReadOnlySqlTransaction,), "the database in DATABASE_URL is read-only: use the one that can write", False),
    ((psycopg.OperationalError,), "the database went away: check that it runs, then try again", True),
)
"""Faults of the world, what to say of them, and whether the same again may work; the first that fits counts."""


@contextmanager
def translated() -> Generator[None]:
    """Raise our error instead of psycopg's; what is not a fault of the world surfaces as it is."""
    try:
        yield
    except (psycopg.Error, UnicodeEncodeError) as error:
        if (ours := _translation(error)) is None:
            raise
        raise ours from error


def _translation(error: psycopg.Error | UnicodeEncodeError) -> StorageError | None:
    for kinds, message, retryable in UNAVAILABLE:
        if isinstance(error, kinds):
            return StorageUnavailable(message, retryable=retryable)
    if isinstance(error, psycopg.IntegrityError):
        return broken_rule(error.diag.constraint_name)
    if isinstance(error, psycopg.DataError | UnicodeEncodeError):
        return UnstorableValue(
            "a text holds a NUL byte or half a surrogate pair, or a number is too large: correct it at its source"
        )
    return None

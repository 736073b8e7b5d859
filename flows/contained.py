"""Keeps what goes wrong with one call from the others that are worked on at the same time."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

from analysis.errors import EngineError
from db.errors import StorageError

logger = logging.getLogger(__name__)


class CallBroke(Exception):
    """The work on one call broke the program; the others can be worked on."""


@contextmanager
def contained(call_id: str) -> Generator[None]:
    """Around the work on one call. What nobody foresaw goes to the log, and nothing of it but its kind goes on.

    Raises:
        CallBroke: something that should not have gone wrong did.
    """
    try:
        yield
    except (EngineError, StorageError):
        raise
    except Exception as error:
        logger.exception("call %s", call_id)
        kind = type(error).__name__
        raise CallBroke(f"something went wrong that should not have ({kind}); the log says where") from error

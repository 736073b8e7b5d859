"""The stand-ins as pytest fixtures."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import pytest
import stamina

from tests.standins.claude import ClaudeStandin


@pytest.fixture
async def claude_standin() -> AsyncGenerator[ClaudeStandin]:
    async with ClaudeStandin() as standin:
        yield standin


@pytest.fixture
def no_waiting() -> Generator[None]:
    """Retries happen at once."""
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)

"""A mail server for the tests of the flows."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.standins.smtp import MailServer, mail_server


@pytest.fixture
def mails() -> Generator[MailServer]:
    with mail_server() as server:
        yield server

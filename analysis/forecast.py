"""What judging a call will probably cost, said before it is spent. Pure."""

from __future__ import annotations

from analysis.ports import Usage

CHARS_PER_TOKEN = 2.8
"""Measured on rendered transcripts with Claude 5's tokenizer: 2.78 to 2.88."""
RUBRIC_TOKENS = 3_500
ANSWER_TOKENS = 2_500
"""An answer with the thinking before it, at medium effort. An assumption, until the ledger knows better."""
FINDINGS_TOKENS = 4_000


def forecast(prefix_chars: int, dimensions: int) -> Usage:
    """The usage of judging one rep on one call: a prefix written once and read again, rubrics, answers, the summary."""
    prefix = round(prefix_chars / CHARS_PER_TOKEN)
    return Usage(
        input=dimensions * RUBRIC_TOKENS + FINDINGS_TOKENS,
        cache_write=prefix,
        cache_read=(dimensions - 1) * prefix,
        output=(dimensions + 1) * ANSWER_TOKENS,
    )

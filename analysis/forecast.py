"""What judging a call will probably cost, said before it is spent. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.ports import Question, Usage

CHARS_PER_TOKEN = 2.8
"""Measured on rendered transcripts with Claude 5's tokenizer: 2.78 to 2.88."""
RUBRIC_TOKENS = 3_500
ANSWER_TOKENS = 2_500
"""An answer with the thinking before it, at medium effort. An assumption, until the ledger knows better."""
FINDINGS_TOKENS = 4_000


SUMMARY = Usage(input=FINDINGS_TOKENS, output=ANSWER_TOKENS)
"""The usage of the summary, which is asked when everything else is answered."""


def one_by_one(questions: Iterable[Question]) -> Iterator[Usage]:
    """The usage of each question when the first writes the prefix that it shares with others, and they read it."""
    written: set[tuple[str, ...]] = set()
    for question in questions:
        shared, rest = _divided(question)
        size, seen = _tokens(shared), shared in written
        written.add(shared)
        yield Usage(
            input=_tokens(rest), cache_write=0 if seen else size, cache_read=size if seen else 0, output=ANSWER_TOKENS
        )


def in_a_batch(questions: Iterable[Question]) -> Iterator[Usage]:
    """The usage of each question when the prompt cache helps nothing: whether it does in a batch is luck."""
    for question in questions:
        shared, rest = _divided(question)
        yield Usage(input=_tokens(rest), cache_write=_tokens(shared), output=ANSWER_TOKENS)


def forecast(prefix_chars: int, dimensions: int) -> Usage:
    """The usage of judging one rep on one call: a prefix written once and read again, rubrics, answers, the summary."""
    prefix = round(prefix_chars / CHARS_PER_TOKEN)
    return Usage(
        input=dimensions * RUBRIC_TOKENS + FINDINGS_TOKENS,
        cache_write=prefix,
        cache_read=(dimensions - 1) * prefix,
        output=(dimensions + 1) * ANSWER_TOKENS,
    )


def _divided(question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts up to the last mark for the cache, and those after it."""
    blocks = (*question.system, *question.user)
    end = max((place for place, block in enumerate(blocks, 1) if block.cache), default=0)
    texts = tuple(block.text for block in blocks)
    return texts[:end], texts[end:]


def _tokens(texts: Iterable[str]) -> int:
    return round(sum(map(len, texts)) / CHARS_PER_TOKEN)

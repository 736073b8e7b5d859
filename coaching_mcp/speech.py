"""An answer as text: what a coach would say, readable without the data that goes with it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final, cast

from coaching_mcp.answers import (
    MOST_QUOTES,
    MOST_ROWS,
    NOTICE,
    Answer,
    JudgeAnswer,
    Quote,
    Row,
    ScorecardAnswer,
    TranscriptAnswer,
)

CONCISE_TOKENS: Final = 400
CHARS_PER_TOKEN, TOKENS_PER_LINK = 2.6, 100
"""Measured on answers: tables and names need more tokens than prose, and a link to a moment needs the most."""
LINK: Final = re.compile(r"\(https?://[^)\s]+\)")
SHORT_QUOTE, SHORT_POINT = 130, 110
FEWEST_ROWS: Final = 4
MARKUP: Final = str.maketrans({"[": r"\[", "]": r"\]", "`": "'", "<": "‹", ">": "›", "|": "¦", "\n": " "})


def fitted(answer: Answer, *, concise: bool) -> Answer:
    """The answer within its limits; a concise one drops what matters least until its text is short enough."""
    answer.rows = answer.rows[:MOST_ROWS]
    answer.quotes = answer.quotes[:MOST_QUOTES]
    if answer.quotes or answer.rows:
        answer.notice = NOTICE
    if concise and not isinstance(answer, TranscriptAnswer | JudgeAnswer):
        _shorten(answer)
    return answer


def _shorten(answer: Answer) -> None:
    """Drop from the end of its lists, what matters least first, until it is short enough."""
    answer.quotes = [quote.model_copy(update={"text": _short(quote.text, SHORT_QUOTE)}) for quote in answer.quotes]
    if isinstance(answer, ScorecardAnswer):
        answer.rows = [row.model_copy(update={"band": None}) if row.score is not None else row for row in answer.rows]
    lists = (answer.next, answer.quotes, answer.points, answer.uncertain)
    for least in ((1, 1, 3, 2), (1, 1, 2, 1)):
        for lines, few in zip(lists, least, strict=True):
            while len(lines) > few and _tokens(spoken(answer)) > CONCISE_TOKENS:
                lines.pop()
    if _tokens(spoken(answer)) > CONCISE_TOKENS:
        answer.points = [_short(point, SHORT_POINT) for point in answer.points]
    while len(answer.rows) > FEWEST_ROWS and _tokens(spoken(answer)) > CONCISE_TOKENS:
        answer.rows.pop()


def _tokens(text: str) -> float:
    links = LINK.findall(text)
    return (len(text) - sum(map(len, links))) / CHARS_PER_TOKEN + TOKENS_PER_LINK * len(links)


def spoken(answer: Answer) -> str:
    """The whole of an answer as Markdown."""
    paragraphs = [
        answer.verdict,
        "\n".join(f"- {point}" for point in answer.points),
        _table(answer.rows),
        "\n".join(_quote(quote) for quote in answer.quotes),
        *_special(answer),
        *(f"Uncertain: {line}" for line in answer.uncertain),
        "\n".join(f"Next: {line}" for line in answer.next),
        answer.notice,
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def plain(text: str) -> str:
    """Text from a call so that no part of it is taken for markup."""
    return text.translate(MARKUP)


def _special(answer: Answer) -> Iterator[str]:
    if isinstance(answer, TranscriptAnswer):
        yield "\n".join(f"[{turn.turn}|{turn.at}] {plain(turn.speaker)}: {plain(turn.text)}" for turn in answer.turns)
    if isinstance(answer, JudgeAnswer):
        yield from filter(None, (answer.instructions, answer.rubric, answer.transcript))
        yield from (
            f"Not found ({item.part}): “{plain(item.quote)}”. Closest, turn {item.closest_turn}: "
            f"“{plain(item.closest_words or 'nothing')}”"
            for item in answer.rejected
        )
        if answer.answer_schema:
            yield f"Answer with JSON of this schema: {json.dumps(answer.answer_schema, separators=(',', ':'))}"
        if answer.scorecard:
            yield spoken(answer.scorecard)
        yield f"Ticket: {answer.ticket}" + (f", part: {answer.part}" if answer.part else "")
        if answer.transcript_next is not None:
            yield f"The transcript goes on: transcript_from={answer.transcript_next}"
    cursor = getattr(answer, "cursor", None)
    if cursor is not None:
        yield f"More: cursor {cursor}"


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    fields = [name for name in rows[0].columns if any(getattr(row, name) is not None for row in rows)]
    lines = [[rows[0].columns[name] for name in fields], ["-"] * len(fields)]
    lines += [[_cell(getattr(row, name)) for name in fields] for row in rows]
    return "\n".join(f"|{'|'.join(line)}|" for line in lines)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return " · ".join(plain(str(item)) for item in cast("list[object]", value))
    return plain(str(value))


def _quote(quote: Quote) -> str:
    about = f" ({plain(quote.about)})" if quote.about else ""
    link = f" [listen]({quote.url})" if quote.url else ""
    return f"> {plain(quote.speaker)}, {quote.at}, call {quote.call}{about}: “{plain(quote.text)}”{link}"


def _short(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0] + " …"

"""What somebody types becomes what Postgres looks for."""

from __future__ import annotations

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import read_words

TEXT = "Our nightly jobs integrate with Snowflake, and the price is too high."


FITTING = (
    "jobs",
    "job",
    "PRICING",
    "jobs snowflake",
    "databricks or snowflake",
    "jobs -databricks",
    '"nightly jobs"',
    '"nightly job"',
    '"too high"',
    'databricks or "nightly jobs"',
    "integrat*",
    "snow*",
    "databricks or integrat*",
    "nightly, jobs!",
)
OTHERS = (
    "jobs databricks",
    "jobs -snowflake",
    '"jobs nightly"',
    '"nightly integrate"',
    'jobs -"too high"',
    'databricks or "jobs nightly"',
    "integration*",
    "flake*",
    "jobs -integrat*",
    "'; drop table turn --",
)


@pytest.mark.parametrize("words", FITTING)
def test_words_find_what_a_web_search_would(dsn: str, words: str) -> None:
    assert found(dsn, words)


@pytest.mark.parametrize("words", OTHERS)
def test_words_find_nothing_that_a_web_search_would_not(dsn: str, words: str) -> None:
    assert not found(dsn, words)


def found(dsn: str, words: str) -> bool:
    wanted = read_words(words)
    assert wanted is not None
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "select said_words('en', %(text)s) @@ wanted_words('{en}', %(query)s) and %(text)s ~* all (%(patterns)s)",
            {"text": TEXT, "query": wanted.query, "patterns": list(wanted.patterns)},
        ).fetchone()
    return row == (True,)


@pytest.mark.parametrize("words", ["", "   ", "-pricing", '-"too high" -jobs', "or", "...", '""', "-", "*"])
def test_where_nothing_says_what_should_be_there_nothing_is_looked_for(words: str) -> None:
    assert read_words(words) is None


@pytest.mark.parametrize("words", ["jobs", "integrat*", '"nightly jobs"'])
def test_of_one_word_or_phrase_no_turn_fits_better_than_another(words: str) -> None:
    wanted = read_words(words)
    assert wanted is not None
    assert wanted.is_one


def test_whatever_is_typed_can_be_looked_for(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:

        @given(
            st.text(
                alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\"'*-\\() &|!:<> or"))
            )
        )
        def ask(words: str) -> None:
            wanted = read_words(words)
            if wanted:
                connection.execute(
                    "select said_words('de', 'Ein Satz') @@ wanted_words('{en,de}', %(query)s)"
                    " and 'Ein Satz' ~* all (%(patterns)s)",
                    {"query": wanted.query, "patterns": list(wanted.patterns)},
                )

        ask()


def test_words_are_stemmed_as_in_each_of_the_languages_that_are_spoken(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        found = connection.execute(
            "select said_words('de', 'über die Verträge') @@ wanted_words('{de,en}', '''Vertrag'''),"
            " said_words('en', 'the contracts') @@ wanted_words('{de,en}', '''contract'''),"
            " word_language('deu'), word_language('en-US'), word_language(null), word_language('jpn')"
        ).fetchone()
    assert found == (True, True, "de", "en", "en", "xx")

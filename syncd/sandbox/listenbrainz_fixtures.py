"""Rows for the tables from JSON: the form in which the recorded answers of the genuine server name their rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from syncd.sandbox.listenbrainz_rows import Cached, Canonical, FeedbackRow, Text
from syncd.sandbox.listenbrainz_tables import Tables

Fixtures = Mapping[str, Any]


def filled(fixtures: Fixtures) -> Tables:
    """Tables with the accounts, metadata and names of a fixture file, still without feedback."""
    tables = Tables()
    for user in fixtures["users"]:
        tables.add_user(user["name"], user["token"])
    for pair in fixtures["follows"]:
        tables.follow(pair["who"], pair["follows"])
    for entry in fixtures["metadata_cache"]:
        tables.metadata[entry["recording_mbid"]] = Cached(**entry | {"artist_mbids": tuple(entry["artist_mbids"])})
    for row in fixtures["canonical_without_release"]:
        tables.add_canonical(_canonical(row), with_release=False)
    for row in fixtures["canonical_with_release"]:
        tables.add_canonical(_canonical(row), with_release=True)
    _fill_texts(tables, fixtures)
    return tables


def _fill_texts(tables: Tables, fixtures: Fixtures) -> None:
    for text in fixtures["messybrainz"]:
        fields = {key: text[key] for key in ("recording", "artist_credit", "release")}
        tables.texts[text["recording_msid"]] = Text(**fields)
    for pair in fixtures["messybrainz_redirect"]:
        tables.redirects[pair["duplicate_msid"]] = pair["original_msid"]


def _canonical(row: Mapping[str, Any]) -> Canonical:
    """A lookup row; its own key is left aside, for it was made with another transliteration."""
    fields = {key: value for key, value in row.items() if key != "combined_lookup"}
    return Canonical(**fields | {"artist_mbids": tuple(row["artist_mbids"])})


def add_feedback(tables: Tables, rows: Iterable[Mapping[str, Any]], user: str = "") -> None:
    """Feedback as it is, oldest first; rows may name their account in `user`."""
    for row in sorted(rows, key=lambda row: row["created"]):
        tables.add_feedback(row.get("user", user), feedback_row(row))


def feedback_row(row: Mapping[str, Any]) -> FeedbackRow:
    """One row of feedback."""
    return FeedbackRow(**{key: row[key] for key in ("recording_mbid", "recording_msid", "score", "created")})

"""The tables (`design.md` §5). What a database can promise is a constraint here, not a check in Python."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from syncd.store.columns import Instant, account_column, described, metadata, recording_column, ref_columns
from syncd.store.daemon_tables import logins, notices, plans, polls, rests, revisions, unread, wishes

__all__ = ["logins", "metadata", "notices", "plans", "polls", "rests", "revisions", "unread", "wishes"]

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("profile", String, nullable=False),
    Column("service", String, nullable=False),
    Column("whoami", String, nullable=False),
    Column("mark", String, nullable=False, server_default=""),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("can", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("last_whole_look", Instant),
    Column("listed", Integer, nullable=False, server_default="0"),
    Column("guarded", Integer, nullable=False, server_default="0"),
    Column("gone_on", Date),
    Column("gone_that_day", Integer, nullable=False, server_default="0"),
    Column("held_that_day", Integer, nullable=False, server_default="0"),
    Column("fingerprint", String),
    UniqueConstraint("service", "whoami"),
)

tracks = Table(
    "tracks",
    metadata,
    *ref_columns(),
    Column("title", Text, nullable=False),
    Column("artist", Text, nullable=False),
    Column("album", Text, nullable=False),
    Column("seconds", Float),
    Column("mbid", String),
    Column("version", Text, nullable=False),
    Column("isrcs", JSON, nullable=False),
    Column("artist_ids", JSON, nullable=False),
    Column("links", JSON, nullable=False),
    Column("told_by_file", Boolean, nullable=False, server_default="0"),
)

loves = Table(
    "loves",
    metadata,
    account_column(),
    Column("ref", String, primary_key=True),
    Column("score", Integer, nullable=False),
    Column("since_cycle", Integer, nullable=False),
    Column("loved_at", Instant),
    Column("missing_since", Integer),
    Column("is_ours", Boolean, nullable=False),
    Column("is_taken_down", Boolean, nullable=False),
    Column("is_guarded", Boolean, nullable=False),
    CheckConstraint("score IN (-1, 1)", name="score"),
    CheckConstraint("since_cycle >= 0", name="since_cycle"),
)

recordings = Table("recordings", metadata, Column("id", Integer, primary_key=True))

mbids = Table(
    "mbids",
    metadata,
    Column("mbid", String, primary_key=True),
    recording_column(),
    Column("is_current", Boolean, nullable=False),
    Column("known_at", Instant),
    Column("asked_at", Instant, index=True),
    Column("deleted_at", Instant),
)
Index(
    "one_current_mbid",
    mbids.c.recording_id,
    unique=True,
    sqlite_where=text("is_current"),
)

isrcs = Table(
    "isrcs",
    metadata,
    Column("isrc", String, primary_key=True),
    recording_column(primary_key=True),
)

mappings = Table(
    "mappings",
    metadata,
    *ref_columns(),
    recording_column(),
    Column("decider", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("is_unjudged", Boolean, nullable=False, server_default="0"),
    described(),
)

locations = Table(
    "locations",
    metadata,
    Column("service", String, primary_key=True),
    recording_column(primary_key=True),
    Column("ref", String, nullable=False),
    Column("decider", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("is_unjudged", Boolean, nullable=False, server_default="0"),
    described(),
)
Index(None, locations.c.service, locations.c.ref)

doubts = Table(
    "doubts",
    metadata,
    recording_column(primary_key=True),
    Column("place", String, primary_key=True),
    Column("candidates", JSON, nullable=False),
    Column("since", Instant, nullable=False),
)

misses = Table(
    "misses",
    metadata,
    recording_column(primary_key=True),
    Column("place", String, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("not_before", Instant, nullable=False, index=True),
)

artist_answers = Table(
    "artist_answers",
    metadata,
    Column("service", String, primary_key=True),
    Column("artist_id", String, primary_key=True),
    Column("artist_mbid", String, nullable=False),
    Column("answered_at", Instant, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    *ref_columns(),
    Column("place", String, primary_key=True),
    Column("answer", String, primary_key=True),
    Column("profile", String, primary_key=True, server_default=""),
    Column("said", String, nullable=False),
    Column("undid_match", Boolean, nullable=False, server_default="0"),
    Column("answered_at", Instant, nullable=False),
    CheckConstraint("said IN ('is', 'not', 'skip')", name="said"),
)
Index(
    "one_answer_at_a_place",
    answers.c.service,
    answers.c.ref,
    answers.c.place,
    unique=True,
    sqlite_where=text("said = 'is'"),
)

refusals = Table(
    "refusals",
    metadata,
    *ref_columns(),
    Column("mbid", String, primary_key=True),
    Column("told_by", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("refused_at", Instant, nullable=False),
)

amends = Table(
    "amends",
    metadata,
    account_column(),
    Column("ref", String, primary_key=True),
    recording_column(),
    Column("score", Integer, nullable=False, server_default="0"),
    Column("said_in", Integer),
)

tombstones = Table(
    "tombstones",
    metadata,
    account_column(),
    recording_column(primary_key=True),
    Column("score", Integer, primary_key=True),
    Column("cycle", Integer, nullable=False),
    Column("carries", Boolean, primary_key=True),
    CheckConstraint("score IN (-1, 1)", name="score"),
)

rulings = Table(
    "rulings",
    metadata,
    account_column(),
    Column("ref", String, primary_key=True),
    Column("ruling", String, nullable=False),
    CheckConstraint("ruling IN ('hear', 'allow', 'keep', 'unmeant')", name="ruling"),
)

outbox = Table(
    "outbox",
    metadata,
    account_column(),
    Column("ref", String, primary_key=True),
    recording_column(),
    Column("score", Integer, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant, index=True),
    Column("is_ours_to_wait", Boolean, nullable=False),
    Column("sent_at", Instant),
    Column("error", Text, nullable=False),
    CheckConstraint("score IN (-1, 0, 1)", name="score"),
    CheckConstraint("state IN ('pending', 'sent', 'done', 'failed', 'moot')", name="state"),
    CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_says_when"),
    CheckConstraint("attempts >= 0", name="attempts"),
)

cycles = Table(
    "cycles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("cycle", ForeignKey("cycles.id"), nullable=False, index=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("ref", String, nullable=False),
    Column("old_score", Integer, nullable=False),
    Column("new_score", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    CheckConstraint("old_score IN (-1, 0, 1)", name="old_score"),
    CheckConstraint("new_score IN (-1, 0, 1)", name="new_score"),
)

paces = Table(
    "paces",
    metadata,
    Column("host", String, primary_key=True),
    Column("next_at", Float, nullable=False),
    Column("pauses_since", Float, nullable=False, server_default="0"),
    Column("pauses_until", Float, nullable=False, server_default="0"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("blocks", Integer, nullable=False, server_default="0"),
    Column("month", String, nullable=False, server_default=""),
    Column("asked_this_month", Integer, nullable=False, server_default="0"),
    Column("bytes_this_month", BigInteger, nullable=False, server_default="0"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("profile", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("access_token", Text, nullable=False),
    Column("refresh_token", Text, nullable=False),
    Column("issued_at", Instant),
    Column("expires_at", Instant),
    Column("configured", String, nullable=False),
    Column("saves", Integer, nullable=False),
)

home = Table(
    "home",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("database", String, nullable=False),
    Column("machine", String, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

"""The tables of the daemon: its polls and plans, what it is wished, who is at rest, who is logged in or was never read, what was told."""

from sqlalchemy import JSON, CheckConstraint, Column, Float, Integer, String, Table, Text

from syncd.store.columns import Instant, metadata

polls = Table(
    "polls",
    metadata,
    Column("profile", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("next_at", Instant, nullable=False),
    Column("phase", Float, nullable=False),
    Column("found", String, nullable=False),
    Column("in_a_row", Integer, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    Column("profile", String, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("content", JSON, nullable=False),
)

wishes = Table(
    "wishes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("verb", String, nullable=False),
    Column("details", JSON, nullable=False),
    Column("wished_at", Instant, nullable=False),
    Column("trouble", Text, nullable=False, server_default=""),
    # While one is carried out, its row is gone: the next may not bear its number, or its end would be taken for the other's.
    sqlite_autoincrement=True,
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

rests = Table(
    "rests",
    metadata,
    Column("profile", String, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("terms", String, nullable=False),
    Column("ready", JSON, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
)

logins = Table(
    "logins",
    metadata,
    Column("profile", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("mark", String, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("life", Float),
    Column("told_at", Instant),
)

unread = Table(
    "unread",
    metadata,
    Column("profile", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("service", String, nullable=False),
    Column("state", String, nullable=False),
    Column("trouble", Text, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("key", String, primary_key=True),
    Column("text", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("told_at", Instant),
)

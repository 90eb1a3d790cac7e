"""The memory: accounts and what they showed, who is who, what is to be done, and what was."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("whoami", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), server_default="", nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("can", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("last_whole_look", sa.DateTime(), nullable=True),
        sa.Column("listed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("guarded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.Column("gone_that_day", sa.Integer(), server_default="0", nullable=False),
        sa.Column("held_that_day", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("service", "whoami", name=op.f("uq_accounts_service_whoami")),
    )
    op.create_table(
        "answers",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), server_default="", nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("undid_match", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("said IN ('is', 'not', 'skip')", name=op.f("ck_answers_said")),
        sa.PrimaryKeyConstraint("service", "ref", "place", "answer", "profile", name=op.f("pk_answers")),
    )
    op.create_index(
        "one_answer_at_a_place",
        "answers",
        ["service", "ref", "place"],
        unique=True,
        sqlite_where=sa.text("said = 'is'"),
        postgresql_where=sa.text("said = 'is'"),
    )
    op.create_table(
        "artist_answers",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("artist_mbid", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("service", "artist_id", name=op.f("pk_artist_answers")),
    )
    op.create_table(
        "cycles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycles")),
    )
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
    )
    op.create_table(
        "refusals",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("mbid", sa.String(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("service", "ref", "mbid", name=op.f("pk_refusals")),
    )
    op.create_table(
        "tracks",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("artist", sa.Text(), nullable=False),
        sa.Column("album", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("mbid", sa.String(), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("isrcs", sa.JSON(), nullable=False),
        sa.Column("artist_ids", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("told_by_file", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("service", "ref", name=op.f("pk_tracks")),
    )
    op.create_table(
        "doubts",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_doubts_recording_id_recordings")),
        sa.PrimaryKeyConstraint("recording_id", "place", name=op.f("pk_doubts")),
    )
    op.create_index(op.f("ix_doubts_recording_id"), "doubts", ["recording_id"], unique=False)
    op.create_table(
        "isrcs",
        sa.Column("isrc", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_isrcs_recording_id_recordings")),
        sa.PrimaryKeyConstraint("isrc", "recording_id", name=op.f("pk_isrcs")),
    )
    op.create_index(op.f("ix_isrcs_recording_id"), "isrcs", ["recording_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("old_score", sa.Integer(), nullable=False),
        sa.Column("new_score", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("old_score IN (-1, 0, 1)", name=op.f("ck_journal_old_score")),
        sa.CheckConstraint("new_score IN (-1, 0, 1)", name=op.f("ck_journal_new_score")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_journal_account_id_accounts")),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.id"], name=op.f("fk_journal_cycle_cycles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_cycle"), "journal", ["cycle"], unique=False)
    op.create_table(
        "locations",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("is_unjudged", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_locations_recording_id_recordings")),
        sa.ForeignKeyConstraint(
            ["service", "ref"], ["tracks.service", "tracks.ref"], name=op.f("fk_locations_service_ref_tracks")
        ),
        sa.PrimaryKeyConstraint("service", "recording_id", name=op.f("pk_locations")),
    )
    op.create_index(op.f("ix_locations_recording_id"), "locations", ["recording_id"], unique=False)
    op.create_index(op.f("ix_locations_service_ref"), "locations", ["service", "ref"], unique=False)
    op.create_table(
        "loves",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("since_cycle", sa.Integer(), nullable=False),
        sa.Column("loved_at", sa.DateTime(), nullable=True),
        sa.Column("missing_since", sa.Integer(), nullable=True),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("is_taken_down", sa.Boolean(), nullable=False),
        sa.Column("is_guarded", sa.Boolean(), nullable=False),
        sa.CheckConstraint("score IN (-1, 1)", name=op.f("ck_loves_score")),
        sa.CheckConstraint("since_cycle >= 0", name=op.f("ck_loves_since_cycle")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_loves_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "ref", name=op.f("pk_loves")),
    )
    op.create_table(
        "mappings",
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("is_unjudged", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_mappings_recording_id_recordings")),
        sa.ForeignKeyConstraint(
            ["service", "ref"], ["tracks.service", "tracks.ref"], name=op.f("fk_mappings_service_ref_tracks")
        ),
        sa.PrimaryKeyConstraint("service", "ref", name=op.f("pk_mappings")),
    )
    op.create_index(op.f("ix_mappings_recording_id"), "mappings", ["recording_id"], unique=False)
    op.create_table(
        "mbids",
        sa.Column("mbid", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_mbids_recording_id_recordings")),
        sa.PrimaryKeyConstraint("mbid", name=op.f("pk_mbids")),
    )
    op.create_index(op.f("ix_mbids_asked_at"), "mbids", ["asked_at"], unique=False)
    op.create_index(op.f("ix_mbids_recording_id"), "mbids", ["recording_id"], unique=False)
    op.create_index(
        "one_current_mbid",
        "mbids",
        ["recording_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "misses",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_misses_recording_id_recordings")),
        sa.PrimaryKeyConstraint("recording_id", "place", name=op.f("pk_misses")),
    )
    op.create_index(op.f("ix_misses_not_before"), "misses", ["not_before"], unique=False)
    op.create_index(op.f("ix_misses_recording_id"), "misses", ["recording_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=True),
        sa.Column("is_ours_to_wait", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint("score IN (-1, 0, 1)", name=op.f("ck_outbox_score")),
        sa.CheckConstraint("state IN ('pending', 'sent', 'done', 'failed', 'moot')", name=op.f("ck_outbox_state")),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name=op.f("ck_outbox_sent_says_when")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_outbox_account_id_accounts")),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_outbox_recording_id_recordings")),
        sa.PrimaryKeyConstraint("account_id", "ref", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_not_before"), "outbox", ["not_before"], unique=False)
    op.create_index(op.f("ix_outbox_recording_id"), "outbox", ["recording_id"], unique=False)
    op.create_index(op.f("ix_outbox_state"), "outbox", ["state"], unique=False)
    op.create_table(
        "tombstones",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("carries", sa.Boolean(), nullable=False),
        sa.CheckConstraint("score IN (-1, 1)", name=op.f("ck_tombstones_score")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tombstones_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_tombstones_recording_id_recordings")
        ),
        sa.PrimaryKeyConstraint("account_id", "recording_id", "score", "carries", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_recording_id"), "tombstones", ["recording_id"], unique=False)
    op.create_table(
        "rulings",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.CheckConstraint("ruling IN ('hear', 'allow', 'keep', 'unmeant')", name=op.f("ck_rulings_ruling")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_rulings_account_id_accounts")),
        sa.PrimaryKeyConstraint("account_id", "ref", name=op.f("pk_rulings")),
    )
    op.create_table(
        "amends",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), server_default="0", nullable=False),
        sa.Column("said_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_amends_account_id_accounts")),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_amends_recording_id_recordings")),
        sa.PrimaryKeyConstraint("account_id", "ref", name=op.f("pk_amends")),
    )
    op.create_index(op.f("ix_amends_recording_id"), "amends", ["recording_id"], unique=False)

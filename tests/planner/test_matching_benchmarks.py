"""The matching benchmarks read labelled sets, count honestly and explain what they answer otherwise."""

import json
from pathlib import Path

import pytest

from benchmarks import development, matching


def test_pairs_are_counted_and_errors_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Precision, recall and the number of pairs are right, and every error is printed with its reasons."""
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(
        "left_title\tleft_artist\tleft_album\tleft_seconds\tright_title\tright_artist\tright_album\tright_seconds\tsame\n"
        "Ye\tBurna Boy\t\t231\tYe\tBurna Boy\t\t231\t1\n"
        "Ye\tBurna Boy\t\t\tYe\tBurna Boy\t\t231\t0\n"
        "Ye (Live)\tBurna Boy\t\t231\tYe\tBurna Boy\t\t231\t1\n",
        encoding="utf-8",
    )

    matching.main([str(pairs), "--errors"])

    shown = capsys.readouterr().out
    assert "matching: precision=0.500 recall=0.500 f1=0.500 pairs=3 us_per_pair=" in shown
    assert "false match: row 2" in shown
    assert "miss: row 3" in shown
    assert "-version (live against none)" in shown


def test_the_other_sets_are_asked_their_own_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A live title is cleaned rightly and loved otherwise; an edition is told apart; a wrong mapping is refused."""
    for folder in ("metadata-filter-fixtures", "version-compare", "multi-scrobbler-lb/incorrectlyMapped"):
        (tmp_path / folder).mkdir(parents=True)
    cleaned = [{"funcParameter": "Ye (Live)", "expectedValue": "Ye"}, {"funcParameter": "Ye Ye", "expectedValue": "Ye"}]
    (tmp_path / "metadata-filter-fixtures" / "notes.json").write_text(json.dumps(cleaned), encoding="utf-8")
    remarks = "a\tb\tsame\nRemaster\t\tFalse\nLive\tlive\tTrue\n"
    (tmp_path / "version-compare" / "compare_version.tsv").write_text(remarks, encoding="utf-8")
    found = {"recording_name": "Ye", "artists": [{"artist_credit_name": "Tyla", "join_phrase": ""}]}
    listen = {"track_name": "Ye", "artist_name": "Burna Boy", "additional_info": {}, "mbid_mapping": found}
    mapping = json.dumps([{"data": {"track_metadata": listen}, "expected": {}}])
    (tmp_path / "multi-scrobbler-lb" / "incorrectlyMapped" / "some.json").write_text(mapping, encoding="utf-8")

    development.main([str(tmp_path), "--errors"])

    shown = capsys.readouterr().out
    assert "clean_up: cases=2 off=1 off_share=0.500 listed=0 loved_otherwise=2 loved_against_label=0" in shown
    assert "remarks: cases=2 off=0 off_share=0.000 listed=0 loved_otherwise=1 loved_against_label=1" in shown
    assert "mappings: cases=1 off=0" in shown


def test_every_exception_has_a_case_and_a_reason() -> None:
    """What is listed as better answered otherwise is named once, with a sentence."""
    reasons = matching.read_exceptions()
    lines = matching.EXCEPTIONS.read_text(encoding="utf-8").splitlines()[1:]

    assert len(reasons) == len(lines)
    assert all(case and len(reason.split()) > 3 for case, reason in reasons.items())

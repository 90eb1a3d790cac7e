"""The file of `syncd plan --out`: readable, and refused whole where one byte of it is not as it was written."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from syncd.cli.plan_file import demand_database, read_plan, write_plan
from syncd.domain.account import AccountId, Score
from syncd.domain.errors import UsageError
from syncd.domain.track import Service, TrackRef


def action(number: int, title: str = "Harbour") -> dict[str, Any]:
    """An action as `syncd plan` tells it."""
    return {
        "account": "my-jamendo",
        "account_id": 3,
        "ref": f"jamendo:{number}",
        "page": f"https://www.jamendo.com/track/{number}",
        "score": "love",
        "loved_at": None,
        "artist": "Nina Holm",
        "title": title,
    }


def plan(*actions: dict[str, Any]) -> dict[str, Any]:
    """A plan with one song that is left alone."""
    left = {"account": "my-jamendo", "state": "vetoed", "reason": "skipped by a human", "artist": "A", "title": "B"}
    return {
        "database": "abc",
        "made_at": "2026-11-22T12:00:00Z",
        "actions": list(actions),
        "held": [],
        "left_alone": [left],
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A plan of three actions."""
    path = tmp_path / "plan.jsonl"
    write_plan(path, plan(action(1), action(2), action(3, "Straße\u2028 der Lieder")))
    return path


def test_what_was_written_is_read(file: Path) -> None:
    """Account, ref and score of every action, and whose plan it is; what is left alone is there for people."""
    saved = read_plan(file)

    assert (saved.database, saved.made_at) == ("abc", "2026-11-22T12:00:00Z")
    keys = [each.key for each in saved.actions]
    assert keys == [(AccountId(3), TrackRef(Service.JAMENDO, str(number)), Score.LOVE) for number in (1, 2, 3)]
    assert [each.told["title"] for each in saved.actions] == ["Harbour", "Harbour", "Straße\u2028 der Lieder"]


def test_it_is_one_object_a_line(file: Path) -> None:
    """People read it, and compare two of them line by line: a head, three actions, one that is left alone, the hash."""
    lines = [json.loads(line) for line in file.read_bytes().decode().split("\n")[:-1]]

    assert [next(iter(line)) for line in lines] == ["syncd_plan", "do", "do", "do", "leave", "hash"]
    assert lines[0]["actions"] == 3
    assert lines[4]["reason"] == "skipped by a human"


def test_equal_actions_are_equal_lines(tmp_path: Path, file: Path) -> None:
    """A second plan differs only in what differs."""
    other = tmp_path / "other.jsonl"
    write_plan(other, plan(action(1), action(9), action(2)))

    ours, theirs = (path.read_text(encoding="utf-8").split("\n") for path in (file, other))

    assert {ours[1], ours[2]} <= set(theirs)


def test_an_edited_line_is_named(file: Path) -> None:
    """Who changes a ref is told which line he changed, and nothing is applied."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("jamendo:2", "jamendo:4"), encoding="utf-8")

    with pytest.raises(UsageError, match="line 3 was edited; nothing of it was applied"):
        read_plan(file)


@pytest.mark.parametrize("keep", [[0, 1, 2, 4, 5], [0, 2, 1, 3, 4, 5], [0, 1, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4], [0]])
def test_lines_that_were_moved_or_taken_away_do_not_fit_the_hash(file: Path, keep: list[int]) -> None:
    """Each line is still as it was written, but the whole is not."""
    lines = file.read_bytes().split(b"\n")
    file.write_bytes(b"".join(lines[number] + b"\n" for number in keep))

    with pytest.raises(UsageError, match="hash does not fit"):
        read_plan(file)


def test_another_form_is_refused_by_its_number(file: Path) -> None:
    """A file of a later syncd is not half understood."""
    file.write_text(file.read_text(encoding="utf-8").replace('"syncd_plan": 1', '"syncd_plan": 2'), encoding="utf-8")

    with pytest.raises(UsageError, match="another version"):
        read_plan(file)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}", b"hello\n", b"\xff\xfe", b"[1]\n", b"[" * 100_000])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever somebody names by mistake, it is said to be no plan."""
    path = tmp_path / "other"
    path.write_bytes(content)

    with pytest.raises(UsageError, match="is no plan file"):
        read_plan(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(UsageError, match=r"none\.jsonl: No such file"):
        read_plan(tmp_path / "none.jsonl")


def test_another_databases_plan_is_refused(file: Path) -> None:
    """Account numbers mean something only where they were given."""
    saved = read_plan(file)
    demand_database(file, saved, "abc")

    with pytest.raises(UsageError, match="another database"):
        demand_database(file, saved, "abd")


@settings(max_examples=200)
@given(seed=st.integers(0, 2**32))
def test_no_flipped_byte_is_applied(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Wherever one byte changes, the file is refused."""
    path = tmp_path_factory.mktemp("plan") / "plan.jsonl"
    write_plan(path, plan(action(1), action(2)))
    dice, content = random.Random(seed), bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)

    with pytest.raises(UsageError):
        read_plan(path)

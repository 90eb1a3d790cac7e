"""`syncd plan` as people read it, and as programs do."""

import re
from typing import Any

import pytest

from syncd.cli.plan_text import show
from syncd.cli.show import console
from tests.cli.scene import Scene


def plan_of(scene: Scene) -> dict[str, Any]:
    """The plan as programs read it."""
    plan: dict[str, Any] = scene.run("plan", "-q", "--json").json()
    return plan


def test_it_shows_what_would_be_loved_where_and_as_what(alone: Scene) -> None:
    """Each account's actions stand there with artist, title and the page of the id, and those not shown are counted."""
    plan, text = plan_of(alone), alone.run("plan", "-q").out
    for account in ("my-listenbrainz", "my-jamendo"):
        actions = [each for each in plan["actions"] if each["account"] == account]
        assert f"A sync would love {len(actions)} at {account}:" in text
        for each in actions[:20]:
            assert f"  {each['artist']} – {each['title']}  {each['page']}\n" in text  # noqa: RUF001  # as printed
            assert each["page"].rpartition("/")[2] == each["ref"].rpartition(":")[2]
        assert (f"and {len(actions) - 20} more" in text) or len(actions) <= 20


def test_links_are_whole_and_stand_alone(alone: Scene) -> None:
    """Each of the two pages of an uncertain match has a line of its own, unbroken, and nothing behind it."""
    plan, lines = plan_of(alone), [line.strip() for line in alone.run("plan", "-q").out.splitlines()]
    assert plan["least_certain"]
    for each in plan["least_certain"]:
        assert each["heard"]["page"] in lines
        assert each["taken_for"]["page"] in lines


def test_what_is_left_alone_has_its_reason(synced: Scene) -> None:
    """Vetoed, held and doubtful favourites are counted, and the first of them named with why."""
    plan, text = plan_of(synced), synced.run("plan", "-q").out
    assert plan["left_alone"]
    for row in plan["left_alone"]:
        same = [
            each for each in plan["left_alone"] if (each["account"], each["state"]) == (row["account"], row["state"])
        ]
        assert f"A sync would leave {len(same)} {row['state']} alone at {row['account']}" in text
        assert f"{row['title']}: {row['reason']}" in text or same.index(row) >= 5


def test_it_counts_what_it_has_just_read(alone: Scene) -> None:
    """A plan remembers nothing, but tells how much the lists hold now, like the sync after it."""
    planned = plan_of(alone)["report"]["profiles"]["default"]["accounts"]
    synced = alone.run("sync", "-q", "--json").json()["profiles"]["default"]["accounts"]
    assert {name: fields["listed"] for name, fields in planned.items()} == {
        name: fields["listed"] for name, fields in synced.items()
    }
    assert all(fields["listed"] and fields["last_whole_look"] for fields in planned.values())


def test_nothing_to_do_is_said_with_its_price(synced: Scene) -> None:
    """After a sync a plan says that there is nothing to do, and how many requests it takes to look."""
    said = synced.run("plan", "-q")
    assert said.code == 0
    assert re.search(r"nothing to do: 0 writes, about \d+ requests to look", said.out)


def test_what_could_not_be_read_is_not_nothing(synced: Scene) -> None:
    """Where a list could not be read nobody knows what a sync would do with it, and the plan says so."""
    synced.config.write_text(f'{synced.config.read_text()}\n[accounts.my-list]\nservice = "file"\npath = "no.csv"\n')
    said = synced.run("plan", "-q")
    assert said.code == 3
    assert "nothing to do" not in said.out
    assert "nobody knows what a sync would do with it: my-list." in said.out


@pytest.mark.parametrize("flag", ["-n", "--dry-run"])
def test_a_dry_run_is_a_plan(synced: Scene, flag: str) -> None:
    """`sync -n` shows what `plan` shows."""
    dry, plan = synced.run("sync", flag, "-q").out, synced.run("plan", "-q").out
    assert dry.splitlines()[-3:] == plan.splitlines()[-3:]
    assert "nothing was written" in dry


_NOTHING: dict[str, Any] = {
    "actions": [],
    "held": [],
    "left_alone": [],
    "least_certain": [],
    "estimates": [],
    "minutes": 0.0,
}


def test_names_from_outside_are_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Markup, escapes and line breaks in a title change nothing but the title."""
    title = "[bold]loud[/bold]\n\x1b[31mred"
    page = "https://musicbrainz.org/recording/1"
    row = {"account": "a", "score": "love", "artist": "x", "title": title, "page": page}
    report = {"profiles": {}, "troubles": [], "dry_run": True, "requests": {}, "took_seconds": 0.0, "balanced": True}
    plan = {**_NOTHING, "report": report, "actions": [row]}
    show(console(), plan)
    assert "  x – [bold]loud[/bold] [31mred  https://musicbrainz.org/recording/1\n" in capsys.readouterr().out  # noqa: RUF001  # as printed


def test_what_is_taken_away_is_told_apart_from_loves(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody shall read an unlove as a love."""
    rows = [
        {"account": "mine", "score": score, "artist": "x", "title": score, "page": "p"}
        for score in ("love", "none", "hate")
    ]
    report = {"profiles": {}, "troubles": [], "dry_run": True, "requests": {}, "took_seconds": 0.0, "balanced": True}

    show(console(), {**_NOTHING, "report": report, "actions": rows})

    told = capsys.readouterr().out
    for line in ("love 1 at mine", "unlove 1 at mine", "hate 1 at mine"):
        assert f"A sync would {line}:" in told


def test_smaller_pages_are_in_the_price(synced: Scene) -> None:
    """Where the configuration asks Boomplay for short pages, the plan foretells as many as the sync then reads."""
    whole = _foretold_at_boomplay(synced)
    synced.rewrite('app_id = "', 'page_size = 4\napp_id = "')

    foretold = _foretold_at_boomplay(synced)
    assert foretold > whole
    assert foretold == synced.run("sync", "-q", "--json").json()["requests"]["boomplay"]


def _foretold_at_boomplay(scene: Scene) -> int:
    return sum(each["reads"] for each in plan_of(scene)["estimates"] if each["host"] == "boomplay")

"""`syncd pin` and `syncd unpin`: one song on the user's page."""

import re
from datetime import timedelta
from typing import Any

import pytest

from syncd.sandbox import Fault, Switch
from syncd.store.lock import only_writer
from tests.cli.scene import Scene
from tests.cli.wishes import grant_wishes, waiting_wishes

SONGS = (
    "select m.ref, b.mbid from mappings m join mbids b on b.recording_id = m.recording_id and b.is_current"
    " where m.service = 'boomplay' and m.decider in ('isrc', 'names') order by m.ref"
)
UNIDENTIFIED = (
    "select m.ref from mappings m where m.service = 'boomplay'"
    " and not exists (select 1 from mbids b where b.recording_id = m.recording_id)"
)


@pytest.fixture
def page(synced: Scene) -> Scene:
    """Nothing is pinned."""
    synced.sandbox.services.tables.pins.clear()
    return synced


@pytest.fixture
def songs(page: Scene) -> list[tuple[str, str]]:
    """Tracks of Boomplay and their MBIDs."""
    return page.execute(SONGS)


def standing(scene: Scene) -> Any:
    """The last pin, as ListenBrainz stores it."""
    return max(scene.sandbox.services.tables.pins.values(), key=lambda pin: pin.row_id)


@pytest.mark.parametrize("form", ["boomplay:{0}", "{1}", "https://www.boomplay.com/songs/{0}"])
def test_a_song_is_pinned_by_whatever_names_it(page: Scene, songs: list[tuple[str, str]], form: str) -> None:
    """By a ref, an MBID or a page; the page that shows it now is named, for it is public."""
    said = page.run("pin", form.format(*songs[0]), "--note", "für alle", "--until", "3d")

    assert said.code == 0, said.err
    pin = standing(page)
    assert (pin.recording_mbid, pin.blurb_content) == (songs[0][1], "für alle")
    assert pin.pinned_until - pin.created == pytest.approx(timedelta(days=3).total_seconds(), rel=0.2)
    assert "for all to see: https://listenbrainz.org/user/alice/" in said.out
    assert " - " in said.out


def test_a_pin_that_stands_is_not_made_again(page: Scene, songs: list[tuple[str, str]]) -> None:
    """Pinning twice is one write; another note is another pin."""
    page.run("pin", songs[0][1])
    again = page.run("pin", songs[0][1])
    other = page.run("pin", songs[0][1], "--note", "now with a note")

    assert (again.code, other.code) == (0, 0)
    assert "is already pinned" in again.out
    assert len(page.sandbox.services.tables.pins) == 2


def test_the_pin_before_is_told(page: Scene, songs: list[tuple[str, str]]) -> None:
    """There is one pin at a time; whose place was taken, is said."""
    page.run("pin", songs[0][1])
    said = page.run("pin", songs[1][1])
    assert said.code == 0
    assert "it took the place of" in said.out


def test_an_unknown_recording_is_pinned_and_questioned(page: Scene) -> None:
    """ListenBrainz takes any id, so that nobody has heard of one is said."""
    said = page.run("pin", "a0000000-0000-4000-8000-00000000beef")
    assert said.code == 0
    assert "does not know this recording" in said.out


def test_a_song_that_is_known_by_text_only_is_pinned_by_its_text(page: Scene) -> None:
    """A ref such as listenbrainz:msid:… goes by its MSID where nobody knows an MBID."""
    msid = "d23f4719-9212-49f0-ad08-ddbfbfc50d6f"
    said = page.run("pin", f"listenbrainz:msid:{msid}")
    assert said.code == 0, said.err
    assert (standing(page).recording_mbid, standing(page).recording_msid) == (None, msid)


def test_unpin_ends_it_and_says_so(page: Scene, songs: list[tuple[str, str]]) -> None:
    """The first ends the pin, a second finds none, and neither is trouble."""
    page.run("pin", songs[0][1])
    first, second = page.run("unpin"), page.run("unpin")
    assert (first.code, second.code) == (0, 0)
    assert "is no longer pinned" in first.out
    assert "nothing is pinned" in second.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["pin", "boomplay:0"], "nothing is known"),
        (["pin", "nonsense"], "neither a page nor a ref"),
        (["pin", "a0000000-0000-4000-8000-00000000beef", "--note", "x" * 281], "280 at most"),
        (["pin", "a0000000-0000-4000-8000-00000000beef", "--until", "soon"], "must be a duration"),
        (["pin", "a0000000-0000-4000-8000-00000000beef", "--account", "my-listenbrain"], "did you mean"),
        (["unpin", "--account", "my-jamendo"], "no ListenBrainz account"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_asked(page: Scene, arguments: list[str], why: str) -> None:
    """Exit 2 with the reason, and nothing is pinned."""
    said = page.run(*arguments)
    assert said.code == 2
    assert why in said.err
    assert not page.sandbox.services.tables.pins


def test_a_song_that_nobody_identified_cannot_be_pinned(page: Scene) -> None:
    """ListenBrainz pins by MBID; where none is known, exit 2 names the way to one."""
    [ref, *_] = page.execute(UNIDENTIFIED)[0]
    said = page.run("pin", f"boomplay:{ref}")
    assert said.code == 2
    assert "syncd review" in said.err


def test_an_account_that_is_only_heard_is_not_pinned_to(page: Scene) -> None:
    """What role = "source" says holds for pins, too."""
    page.rewrite('service = "listenbrainz"', 'service = "listenbrainz"\nrole = "source"')
    said = page.run("pin", "a0000000-0000-4000-8000-00000000beef")
    assert said.code == 2
    assert "may write to" in said.err


def test_a_wrong_token_needs_a_human(page: Scene) -> None:
    """Exit 4, with what to do."""
    page.rewrite(page.value("accounts", "my-listenbrainz", "token"), "00000000-0000-4000-8000-00000000dead")
    said = page.run("pin", "a0000000-0000-4000-8000-00000000beef")
    assert said.code == 4
    assert "listenbrainz.org/settings" in said.err


@pytest.mark.parametrize("command", ["pin {}", "unpin", "import lastfm somebody --yes"])
def test_nobody_is_told_of_another_try_that_no_sync_makes(
    page: Scene, songs: list[tuple[str, str]], command: str
) -> None:
    """What a human asks for once is his to ask for again where the service is down."""
    page.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.DOWN))
    said = page.run(*command.format(songs[0][1]).split())
    page.sandbox.switches.clear()
    assert (said.code, "with the next sync" in said.err) == (69, False)
    assert "its trouble, not yours; give the command again later" in said.err


def test_a_lost_answer_is_looked_at(page: Scene, songs: list[tuple[str, str]]) -> None:
    """Where the answer to the pin is lost, the look after it says how it stands."""
    page.sandbox.switches.set(Switch(service="listenbrainz", fault=Fault.LOSE_ANSWER, times=1))
    said = page.run("pin", songs[0][1])
    assert said.code == 0, said.err
    assert re.search(r"is pinned until \d{4}-", said.out)


def test_it_takes_the_one_writers_lock(page: Scene, songs: list[tuple[str, str]]) -> None:
    """Beside another writer it does nothing by itself."""
    with only_writer(page.database):
        said = page.run("pin", songs[0][1])
    assert said.code == 75
    assert not page.sandbox.services.tables.pins


def test_beside_a_daemon_it_is_a_wish(page: Scene, songs: list[tuple[str, str]]) -> None:
    """It is left by the id that its text meant; the daemon then does by it what the command would have done."""
    with only_writer(page.database, is_daemon=True):
        said = page.run("pin", f"boomplay:{songs[0][0]}", "--note", "later")
        refused = page.run("pin", "boomplay:0")
    [wish] = waiting_wishes(page)
    grant_wishes(page)

    assert (said.code, refused.code) == (0, 2)
    assert wish == ("pin", {"text": f"listenbrainz:{songs[0][1]}", "note": "later", "until": None, "account": None})
    assert (standing(page).recording_mbid, standing(page).blurb_content) == (songs[0][1], "later")


def test_unpin_beside_a_daemon_is_a_wish(page: Scene, songs: list[tuple[str, str]]) -> None:
    """Nothing happens until the daemon carries it out."""
    page.run("pin", songs[0][1])
    with only_writer(page.database, is_daemon=True):
        page.run("unpin")
    before = standing(page).pinned_until
    grant_wishes(page)

    assert standing(page).pinned_until < before


def test_pins_count_as_loved_where_the_configuration_says_so(page: Scene) -> None:
    """`pins = true`: a pinned song is loved everywhere with the next sync, and stays so when the pin ends."""
    met = {mbid for (mbid,) in page.execute("select mbid from mbids")}
    songs = [song.recordings[0].mbid for song in page.sandbox.world.catalogue.songs if song.recordings]
    mbid = next(mbid for mbid in songs if mbid not in met)
    page.rewrite('service = "listenbrainz"', 'service = "listenbrainz"\npins = true')
    page.run("pin", mbid)

    first = page.run("sync", "--json", "-q").json()["profiles"]["default"]["accounts"]
    page.run("unpin")
    page.sandbox.services.tables.pins.clear()
    then = page.run("sync", "--json", "-q").json()["profiles"]["default"]["accounts"]

    assert (first["my-listenbrainz.pins"]["state"], first["my-listenbrainz.pins"]["listed"]) == ("read", 1)
    assert then["my-listenbrainz.pins"]["removed"] == 0
    assert page.sandbox.control.holdings()["listenbrainz"]["alice"][mbid] == 1


def test_the_doctor_knows_of_pins(page: Scene) -> None:
    """They are one more login in its report, and nothing is wrong with it."""
    page.rewrite('service = "listenbrainz"', 'service = "listenbrainz"\npins = true')
    told = {each["check"]: each for each in page.run("doctor", "--json").json()}
    assert told["login my-listenbrainz.pins"]["detail"] == "alice (pins), only read"
    assert {each["state"] for name, each in told.items() if "pins" in name} == {"ok"}

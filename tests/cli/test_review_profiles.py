"""Two profiles and one song: who it is goes for both, and neither lifts what the other alone has said."""

import pytest

from syncd.domain.account import Can, Login, Role, Score
from syncd.domain.memory import FIRST_LOOK, Love
from syncd.domain.track import Mbid, Service
from tests.cli.planting import Doubt, desk, heard, known, mbid, plant
from tests.cli.reviewing import ref
from tests.cli.scene import Scene

_BOB = """
[profiles.bob.accounts.bob-boomplay]
service = "boomplay"
token = "a-token-of-bob"
"""


@pytest.fixture
def planted(fresh: Scene) -> Scene:
    """Two songs that may be one of two recordings; Alice and Bob love both."""
    theirs = known(11, "Harbour", "Nina Holm", 207), known(12, "Harbour", "Nina Holm", 208)
    with desk(fresh) as here:
        plant(here, [Doubt(heard(number, "Harbour", "Nina Holm"), theirs, None) for number in (1, 2)])
        with here.store.writing() as tx:
            bob = tx.memory.account(
                Login(
                    profile="bob",
                    name="bob-boomplay",
                    service=Service.BOOMPLAY,
                    whoami="bob",
                    role=Role.SOURCE,
                    can=Can.READ,
                )
            )
            tx.memory.remember([Love(account=bob.id, ref=ref(n), score=Score.LOVE, since=FIRST_LOOK) for n in (1, 2)])
            tx.commit()
    with fresh.config.open("a") as config:
        config.write(_BOB)
    return fresh


def as_profile(scene: Scene, profile: str, *arguments: str) -> str:
    """What one of them is told."""
    said = scene.run("--profile", profile, "review", *arguments, "-q")
    assert said.code == 0, said.err
    return said.out


def held(scene: Scene) -> set[tuple[str, str, str, str]]:
    """All that was said."""
    return set(scene.execute("select ref, answer, said, profile from answers"))


def test_forget_lifts_ones_own_skip_alone(planted: Scene) -> None:
    """The other one's stands, and the command says so; what is everybody's goes."""
    for profile in ("default", "bob"):
        as_profile(planted, profile, "skip", "boomplay:1")
    said = as_profile(planted, "bob", "forget", "boomplay:1")
    assert "1 answer taken back" in said
    assert "boomplay:1 stays skipped for profile default" in said
    assert held(planted) == {("1", "", "skip", "default")}
    nothing = planted.run("--profile", "bob", "review", "forget", "boomplay:1", "-q")
    assert (nothing.code, held(planted)) == (2, {("1", "", "skip", "default")})
    assert "stays skipped for profile default" in nothing.err
    assert planted.run("review", "forget", "boomplay:1", "-q").code == 0
    assert held(planted) == set()


def test_who_settles_a_dispute_lifts_no_skip_and_no_other_no(planted: Scene) -> None:
    """Only the answers that contradict the new one go."""
    file = planted.config.with_name("answers.csv")
    words = [(2, mbid(11), "no"), (1, mbid(11), "yes"), (2, mbid(12), "yes"), (2, mbid(13), "no")]
    rows = "".join(f"boomplay,{number},musicbrainz,{other},{word}\n" for number, other, word in words)
    file.write_text(f"service,ref,place,candidate,answer\n{rows}")
    assert planted.run("review", "import", str(file), "-q").code == 0
    as_profile(planted, "default", "skip", "boomplay:1")
    merged(planted, mbid(12), mbid(11))
    assert "contradicting answers" in as_profile(planted, "bob", "list")
    as_profile(planted, "bob", "accept", "boomplay:1", mbid(11))
    assert held(planted) == {
        ("1", "", "skip", "default"),
        ("2", mbid(13), "not", ""),
        ("1", mbid(11), "is", ""),
        ("2", mbid(11), "is", ""),
    }
    assert "nothing waits" in as_profile(planted, "bob", "list")


def merged(scene: Scene, old: Mbid, into: Mbid) -> None:
    """MusicBrainz has merged two recordings."""
    with desk(scene) as here, here.store.writing() as tx:
        tx.identity.merge(old, into)
        tx.commit()

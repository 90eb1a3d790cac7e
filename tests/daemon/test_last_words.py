"""What a daemon tells that ends because its database failed."""

import os
from pathlib import Path

import pytest

from syncd.daemon.last_words import LastWords
from syncd.daemon.messenger import Message
from syncd.daemon.notices import TRIED_AGAIN_AFTER
from syncd.daemon.notifier import Sent
from syncd.domain.errors import StoreFailed, StoreLocked


class Human(list[str]):
    """Somebody at the end of a line: the titles that he heard."""

    line = Sent.DELIVERED

    def hear(self, message: Message) -> Sent:
        """What became of the message."""
        self.append(message.title)
        return self.line


@pytest.fixture
def human() -> Human:
    """He has heard nothing yet."""
    return Human()


@pytest.fixture
def words(tmp_path: Path, human: Human) -> LastWords:
    """Those of a service."""
    return LastWords({"RUNTIME_DIRECTORY": f"{tmp_path}:/run/other"}, human.hear)


def fails(words: LastWords, error: Exception) -> None:
    """One start that ends so."""
    with pytest.raises(type(error)), words.spoken():
        raise error


def test_it_is_told_once_until_it_goes_on(words: LastWords, human: Human) -> None:
    """Then that is told, once; and a new failure is news."""
    for _ in range(2):
        fails(words, StoreFailed("the disk failed"))
        fails(words, StoreFailed("the disk failed in other words"))
        words.take_back()
        words.take_back()

    assert human == ["syncd needs you", "syncd: recovered"] * 2


def test_only_a_failure_of_the_disk_is_told(words: LastWords, human: Human) -> None:
    """Another syncd ends by itself, and a bug is another matter."""
    fails(words, StoreLocked("another syncd"))
    fails(words, KeyError("a bug"))
    words.take_back()

    assert human == []


def test_what_nobody_took_is_tried_again_after_an_hour(tmp_path: Path, words: LastWords, human: Human) -> None:
    """Not at each start; and who was told nothing is not told that it is over."""
    human.line = Sent.FAILED
    for _ in range(3):
        fails(words, StoreFailed("the disk failed"))
    [mark] = tmp_path.iterdir()
    before = mark.stat().st_mtime - TRIED_AGAIN_AFTER.total_seconds() - 1
    os.utime(mark, (before, before))
    for _ in range(3):
        fails(words, StoreFailed("the disk failed"))
    words.take_back()

    assert human == ["syncd needs you"] * 2


@pytest.mark.parametrize("env", [{}, {"RUNTIME_DIRECTORY": "/proc/nowhere"}])
def test_who_cannot_remember_tells_nobody(human: Human, env: dict[str, str]) -> None:
    """It would come every two minutes; what went wrong goes up as it is."""
    words = LastWords(env, human.hear)
    fails(words, StoreFailed("the disk failed"))
    words.take_back()

    assert human == []

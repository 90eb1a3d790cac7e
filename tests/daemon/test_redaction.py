import io
import json
import logging
from collections.abc import Callable
from contextlib import redirect_stderr
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import structlog
from hypothesis import given, strategies as st

from syncd.daemon.logs import LogFormat, configure
from syncd.daemon.redaction import MARK, Redactor

CANARY = 'canary/4f1c+77 "aa"\\90'  # every encoding spells it in another way
PLAIN_CANARY = "canary4f1c77aa90"
BOTH = pytest.mark.parametrize("log_format", list(LogFormat))


def knows(*secrets: str) -> Redactor:
    """A redactor that has learned these."""
    redactor = Redactor()
    for secret in secrets:
        redactor.learn(secret)
    return redactor


def fail(message: str, cause: str) -> None:
    raise ValueError(message) from KeyError(cause)


def by_event(log: Any, secret: str) -> None:
    log.warning("asked " + secret + " in vain")  # noqa: G003  # the mistake that must do no harm


def by_field(log: Any, secret: str) -> None:
    log.warning("asked", url=f"https://host/?q={quote(secret, safe='')}&r={quote_plus(secret)}", raw=secret)


def by_nested_field(log: Any, secret: str) -> None:
    log.warning("asked", headers={"x": [("y", {"z": secret})], secret: 1}, body=json.dumps({"a": secret}))


def by_object(log: Any, secret: str) -> None:
    log.warning("asked", what=io.BytesIO(secret.encode()).getvalue(), where=ValueError(secret))


def by_bound_context(log: Any, secret: str) -> None:
    with structlog.contextvars.bound_contextvars(account=secret):
        log.bind(other=secret).warning("asked")


def by_exception(log: Any, secret: str) -> None:
    try:
        fail(f"no luck with {secret}", f"because of {secret}")
    except ValueError:
        log.exception("failed")


def by_foreign_argument(_log: Any, secret: str) -> None:
    logging.getLogger("some.library").warning("HTTP Request: %s %s", "GET", secret)


def by_foreign_exception(_log: Any, secret: str) -> None:
    try:
        fail(secret, secret)
    except ValueError:
        logging.getLogger("some.library").exception("failed")


def by_split_text(log: Any, secret: str) -> None:
    log.warning("asked", raw="\x1b".join(secret), other="\u200b".join(secret))


def by_what_cannot_be_logged(log: Any, secret: str) -> None:
    log.warning("asked", what=Unspeakable(secret))


class Unspeakable:
    """A value that cannot be turned into text."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __str__(self) -> str:
        raise ValueError(self._secret)


PATHS = [
    by_event,
    by_field,
    by_nested_field,
    by_object,
    by_bound_context,
    by_exception,
    by_foreign_argument,
    by_foreign_exception,
    by_split_text,
    by_what_cannot_be_logged,
]


class TestKnownSecrets:
    @BOTH
    @pytest.mark.parametrize("secret", [CANARY, PLAIN_CANARY])
    @pytest.mark.parametrize("tell", PATHS)
    def test_a_learned_secret_shows_on_no_path(
        self, log: Any, tell: Callable[[Any, str], None], secret: str, log_format: LogFormat
    ) -> None:
        """Message, field, context, exception, cause, foreign line: whichever way a secret takes, it ends as `***`."""
        configure(log_format, verbosity=1, known=knows(secret))

        with redirect_stderr(io.StringIO()) as stream:
            tell(log, secret)

        said = stream.getvalue()
        assert MARK in said or "could not be written" in said
        for spelling in ("canary", "4f1c", "aa90"):
            assert spelling not in said

    @BOTH
    def test_without_learning_the_same_paths_would_tell(self, log: Any, log_format: LogFormat) -> None:
        """The test of the test above: it is the learning that hides the secret."""
        configure(log_format, known=knows())

        with redirect_stderr(io.StringIO()) as stream:
            by_event(log, PLAIN_CANARY)
            by_exception(log, PLAIN_CANARY)
            by_foreign_argument(log, PLAIN_CANARY)

        assert stream.getvalue().count(PLAIN_CANARY) >= 4

    def test_a_secret_of_digits_does_not_break_the_json(self, log: Any) -> None:
        """A number that holds a secret becomes a text; other numbers stay numbers."""
        configure(LogFormat.JSON, known=knows("123456"))

        with redirect_stderr(io.StringIO()) as stream:
            log.info("counted", hidden=9123456, deep=[{"hidden": -123456}], shown=654321, share=0.5, odd=float("nan"))

        line = json.loads(stream.getvalue(), parse_constant=pytest.fail)
        assert (line["hidden"], line["deep"]) == ("9***", [{"hidden": "-***"}])
        assert (line["shown"], line["share"], line["odd"]) == (654321, 0.5, "nan")

    def test_the_longer_of_two_secrets_is_hidden_whole(self) -> None:
        """Where one secret begins with another, the rest of the longer one does not stay behind."""
        assert knows("abcdef", "abcdefghi").clean("abcdefghi abcdef") == "*** ***"

    def test_what_is_too_short_for_a_secret_blots_out_nothing(self) -> None:
        """A token of a letter or two would take every word that holds it."""
        assert knows("at", "").clean("at last, a matter of state") == "at last, a matter of state"

    @given(st.text("abcdefgXYZ0123456789-_.~+/=%'& ", min_size=6, max_size=40), st.text(), st.text())
    def test_json_lines_parse_and_hide_whatever_is_logged(self, secret: str, before: str, after: str) -> None:
        """Any text around any secret: one line, valid JSON, without the secret."""
        configure(LogFormat.JSON, known=knows(secret))

        with redirect_stderr(io.StringIO()) as stream:
            structlog.stdlib.get_logger("x").warning(before + secret + after, field=[after + secret + before])

        assert isinstance(json.loads(stream.getvalue()), dict)
        assert stream.getvalue().count("\n") == 1
        assert secret not in stream.getvalue()


class TestWhatLooksLikeASecret:
    @pytest.mark.parametrize(
        "text",
        [
            "GET https://host/users/?client_id=1&access_token=canary&limit=2",
            "https://host/callback#access_token=canary&state=1",
            "next=https%3A%2F%2Fhost%2F%3Faccess_token%3Dcanary",
            "client_secret=canary&grant_type=refresh_token",
            '{"refresh_token": "canary", "expires_in": 7200}',
            '{\\"access_token\\":\\"canary\\"}',
            "{'token': 'canary'}",
            "[(b'Authorization', b'Token canary')]",
            "Authorization: Token canary",
            "authorization=Bearer canary",
            "Set-Cookie: jamuserid=canary; path=/",
            "password=canary",
            "it says Bearer canary-canary-canary",
        ],
    )
    def test_a_secret_is_known_by_its_name(self, text: str) -> None:
        """Tokens that nobody has learned yet are caught by what stands before them; twice is as good as once."""
        once = Redactor().clean(text)

        assert "canary" not in once
        assert MARK in once
        assert Redactor().clean(once) == once

    @pytest.mark.parametrize(
        "text",
        [
            "accounts.my-lb.token: must be one of { credential = NAME }",
            "tokens=3 bearer of news",
            "https://host/users/?client_id=1&limit=2",
            "unknown key accounts.my-lb.tokn; did you mean token?",
        ],
    )
    def test_what_only_talks_of_secrets_is_left_alone(self, text: str) -> None:
        """Messages about secrets must stay readable."""
        assert Redactor().clean(text) == text

    @BOTH
    @pytest.mark.parametrize("name", ["token", "access_token", "new_refresh_token", "Authorization", "client_secret"])
    def test_a_field_of_a_secrets_name_is_not_shown(self, log: Any, name: str, log_format: LogFormat) -> None:
        """Whoever logs a token by its name logs `***`."""
        configure(log_format)

        with redirect_stderr(io.StringIO()) as stream:
            log.warning("asked", **{name: "canary"}, deep={name: "canary"})

        assert "canary" not in stream.getvalue()
        assert stream.getvalue().count(MARK) == 2

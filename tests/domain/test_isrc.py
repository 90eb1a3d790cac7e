"""ISRCs as services write them, and what is none."""

import pytest

from syncd.domain.track import isrcs_of, parse_isrc


@pytest.mark.parametrize(
    "text",
    [
        "USRC17607839",
        "us-rc1-76-07839",
        " US RC1 76 07839 ",
        "US\u2010RC1\u201076\u201007839",
        "usrc17607839\n",
        "\ufeffUSRC17607839",
    ],
)
def test_every_spelling_of_an_isrc_is_one(text: str) -> None:
    """Hyphens, lower case and blanks make no other ISRC."""
    assert parse_isrc(text) == "USRC17607839"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-",
        "null",
        "XX0000000000",
        "xx-000-00-00000",
        "XXABC1234567",
        "000000000000",
        "USRC10000000",
        "USRC1760783",
        "USRC176078390",
        "ßRC17607839",
        "USRC1760783\u0669",
        "USRC1760783\ud800",
        17607839,
        None,
        ["USRC17607839"],
    ],
)
def test_what_is_no_isrc_is_absent(text: object) -> None:
    """Wrong lengths, other alphabets, other types and placeholders are never used as a key."""
    assert parse_isrc(text) is None
    assert isrcs_of([text, "USRC17607839"]) == {"USRC17607839"}

"""Our secrets go out of what services say, however they quote them."""

import pytest

from syncd.services.masking import without


@pytest.mark.parametrize(
    ("text", "secrets", "expected"),
    [
        ("no secret here", ["s3cret/+"], "no secret here"),
        ("Bearer s3cret/+, twice: s3cret/+", ["s3cret/+"], "Bearer ***, twice: ***"),
        ("?access_token=s3cret%2F%2B&x=1", ["s3cret/+"], "?access_token=***&x=1"),
        ("a b and a+b and a%20b", ["a b"], "*** and *** and ***"),
        ("tokentoken2", ["token", "tokentoken2"], "***"),
        ("an account without a token", [""], "an account without a token"),
    ],
)
def test_secrets_are_replaced_in_every_spelling(text: str, secrets: list[str], expected: str) -> None:
    """As they are, and as a URL spells them; the longest first, and an empty one is none."""
    assert without(text, secrets) == expected

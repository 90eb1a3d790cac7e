"""What a human brings back from the browser, as the login takes it."""

from pathlib import Path

import pytest

from syncd.cli.login_human import answer_from_browser
from syncd.daemon.login_door import Redirect
from syncd.domain.errors import Unauthorised


def test_a_refusal_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks and colours its reason has: a second line would pass for words of ours."""
    pasted = tmp_path / "pasted"
    reason = "Not%20you.%0D%0A%0Asyncd:%20all%20is%20%20well%1B"
    pasted.write_text(f"http://elsewhere.test/back?error=access_denied&error_description={reason}&state=the-state\n")
    with pasted.open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        with pytest.raises(Unauthorised) as refused:
            answer_from_browser(
                Redirect("http://elsewhere.test/back", "the-state"), "http://service.test", "mine", opens=False
            )

    assert refused.value.args[0].endswith("the login was refused: Not you. syncd: all is well")
    assert "\n" not in str(refused.value)

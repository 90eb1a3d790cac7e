"""What a service warns of with every answer."""

from structlog.testing import capture_logs

from syncd.daemon.wiring import logged_once


def test_a_warning_is_logged_once() -> None:
    """A quota that runs out is told with every answer, and is one line for each of its texts."""
    tell = logged_once("my-jamendo")
    with capture_logs() as lines:
        for warning in ("80 % used", "80 % used", "90 % used", "80 % used"):
            tell(warning)

    assert [line["warning"] for line in lines] == ["80 % used", "90 % used"]
    assert {line["account"] for line in lines} == {"my-jamendo"}

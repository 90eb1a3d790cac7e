from collections.abc import Callable

import pytest

from syncd import __version__
from syncd.daemon.settings import Settings
from syncd.domain.errors import ConfigError


class TestContact:
    @pytest.mark.parametrize(
        "contact", ["me@home.net", "https://home.net/~me", "sandbox@localhost", "a.b+c@d.invalid", "http://[::1]:80/"]
    )
    def test_a_way_to_reach_a_person_becomes_the_user_agent(
        self, load_whole: Callable[[str], Settings], contact: str
    ) -> None:
        """The User-Agent has the form that MusicBrainz and ListenBrainz ask for."""
        settings = load_whole(f'contact = "{contact}"')

        assert settings.user_agent == f"syncd/{__version__} ( {contact} )"

    @pytest.mark.parametrize(
        ("contact", "reason"),
        [
            ("you@example.org", "only an example"),
            ("me@EXAMPLE.com", "only an example"),
            ("me@mail.example.net.", "only an example"),
            ("https://example.org/me", "only an example"),
            ("me@some.example", "only an example"),
            ("your-address@your-domain", "only an example"),
            ("", "must be an e-mail address or a URL"),
            ("me", "must be an e-mail address or a URL"),
            ("me@", "must be an e-mail address or a URL"),
            ("ftp://home.net", "must be a web address"),
            ("https://me:pass@home.net", "must not hold a user name"),
            ("me (at) home.net", "without spaces, brackets"),
            ("mé@home.net", "without spaces, brackets"),
            ("me@home.net\\r\\nX: y", "without spaces, brackets"),
        ],
    )
    def test_what_reaches_nobody_is_refused_with_the_reason(
        self, load_whole: Callable[[str], Settings], contact: str, reason: str
    ) -> None:
        """A placeholder would get the user's address blocked, so the program does not start with one."""
        with pytest.raises(ConfigError, match=rf"config\.toml: contact: .*{reason}"):
            load_whole(f'contact = "{contact}"')

    def test_a_missing_contact_is_asked_for(self, load_whole: Callable[[str], Settings]) -> None:
        """It is the one setting without a default, and the error says what it is for."""
        with pytest.raises(ConfigError, match=r"config\.toml: contact is missing: .*User-Agent"):
            load_whole("")


class TestHosts:
    @pytest.mark.parametrize("host", ["boomplay", "listenbrainz", "jamendo", "musicbrainz"])
    def test_official_hosts_are_asked_once_a_second_at_most(
        self, refused: Callable[[str], list[str]], loaded: Callable[[str], Settings], host: str
    ) -> None:
        """No configuration makes syncd a burden to a service; a mirror of one's own may be asked faster."""
        assert refused(f"[hosts.{host}]\nrequests_per_second = 1.01") == [
            f"hosts.{host}.requests_per_second: more than 1.0 is for mirrors of your own, not for the official hosts"
        ]
        mirror = loaded(f'[hosts.{host}]\nrequests_per_second = 50\nbase_url = "https://mirror.lan/api/"')
        assert getattr(mirror.hosts, host).requests_per_second == 50
        assert getattr(mirror.hosts, host).base_url == "https://mirror.lan/api"

    @pytest.mark.parametrize(
        "url",
        ["https://MusicBrainz.org./ws/2", "https://beta.musicbrainz.org/ws/2", "https://labs.api.listenbrainz.org"],
    )
    def test_an_official_host_is_known_in_any_spelling(self, refused: Callable[[str], list[str]], url: str) -> None:
        """Capitals, a dot at the end or another machine of theirs are no way round the limit."""
        (line,) = refused(f'[hosts.musicbrainz]\nbase_url = "{url}"\nrequests_per_second = 2')

        assert line.startswith("hosts.musicbrainz.requests_per_second: more than 1.0")

    @pytest.mark.parametrize("rate", ["0", "-1", "inf", "nan", '"1"'])
    def test_a_rate_is_a_number_above_nothing(self, refused: Callable[[str], list[str]], rate: str) -> None:
        """A pace of nothing or of infinity is a mistake."""
        (line,) = refused(f"[hosts.jamendo]\nrequests_per_second = {rate}")

        assert line.startswith("hosts.jamendo.requests_per_second: must be ")

    @pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost/jamendo", "http://[::1]:8080/v3.0"])
    def test_plain_http_is_for_loopback(self, loaded: Callable[[str], Settings], url: str) -> None:
        """Stand-ins on this machine may be asked without TLS."""
        assert loaded(f'[hosts.jamendo]\nbase_url = "{url}"').hosts.jamendo.base_url == url

    @pytest.mark.parametrize("host", ["boomplay", "listenbrainz", "jamendo"])
    @pytest.mark.parametrize("url", ["http://mirror.lan", "http://10.0.0.1", "http://127.0.0.1.mirror.lan"])
    def test_plain_http_elsewhere_would_tell_secrets(
        self, refused: Callable[[str], list[str]], host: str, url: str
    ) -> None:
        """Where tokens travel, so does TLS."""
        (line,) = refused(f'[hosts.{host}]\nbase_url = "{url}"')

        assert line.startswith(f"hosts.{host}.base_url: must begin with https://")

    def test_a_musicbrainz_mirror_may_speak_plain_http(self, loaded: Callable[[str], Settings]) -> None:
        """MusicBrainz is told no secret."""
        assert loaded('[hosts.musicbrainz]\nbase_url = "http://mirror.lan:5000/ws/2"').hosts.musicbrainz.base_url

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("https://me:canary@mirror.lan", "must not hold a user name or password"),
            ("https://mirror.lan/?canary=1", "neither a ? nor a # part"),
            ("https://mirror.lan/#canary", "neither a ? nor a # part"),
            ("file:///canary", "must be a web address"),
            ("mirror.lan/canary", "must be a web address"),
            ("https://mirror.lan:99999/canary", "Port out of range"),
            ("https://mirror.lan:0/canary", "impossible port"),
            ("https://mirror.lan\\\\canary", "without spaces or backslashes"),
            ("https://mirror.lan/\\tcanary", "without spaces or backslashes"),
        ],
    )
    def test_a_strange_address_is_refused_without_being_repeated(
        self, refused: Callable[[str], list[str]], url: str, reason: str
    ) -> None:
        """An address may hold a password by mistake."""
        (line,) = refused(f'[hosts.musicbrainz]\nbase_url = "{url}"')

        assert line.startswith("hosts.musicbrainz.base_url: ")
        assert reason in line
        assert "canary" not in line


@pytest.mark.parametrize(
    ("listen", "address"), [("", None), ("127.0.0.1:8920", ("127.0.0.1", 8920)), ("[::1]:0", ("::1", 0))]
)
def test_the_daemons_address_is_host_and_port(
    loaded: Callable[[str], Settings], listen: str, address: tuple[str, int] | None
) -> None:
    """Brackets are how an IPv6 address is written, not part of it."""
    assert loaded(f'[daemon]\nlisten = "{listen}"').daemon.address == address

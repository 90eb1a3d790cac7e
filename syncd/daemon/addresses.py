"""The addresses of a configuration: the contact, base URLs, where to listen. Each check raises ValueError with the reason."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

OFFICIAL = ("boomplay.com", "jamendo.com", "listenbrainz.org", "musicbrainz.org")
"""Domains whose hosts ask for at most one request a second."""

_LARGEST_PORT = 65_535


def check_contact(contact: str) -> str:
    """An e-mail address or URL at which a person can be reached (`apis/listenbrainz.md` §14, 1)."""
    if not (contact.isascii() and contact.isprintable()) or set(contact) & set(' ()<>"'):
        raise ValueError("must be an e-mail address or URL, without spaces, brackets or quotes")
    labels = _domain_of(contact).lower().rstrip(".").split(".")
    if "example" in labels[-2:] or labels[-1].startswith("your-"):
        raise ValueError(
            "is only an example: write your own e-mail address or URL; "
            "it goes into the User-Agent, and MusicBrainz and ListenBrainz block programs whose owner they cannot reach"
        )
    return contact


def check_secure_url(url: str) -> str:
    """An address that may be told secrets: https, or plain http on this very machine."""
    parts = _split(url)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError(
            "must begin with https:// because secrets travel there; http:// is for loopback addresses only"
        )
    return url


def check_secure_url_or_none(url: str) -> str:
    """The same, where an empty text says that there is none."""
    return check_secure_url(url) if url else url


def check_secure_base_url(url: str) -> str:
    """A base URL of a service that takes a token, without the slash at its end."""
    return check_base_url(check_secure_url(url))


def check_base_url(url: str) -> str:
    """A base URL that paths can be hung on, without the slash at its end."""
    parts = _split(url)
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise ValueError("a base URL has neither a ? nor a # part")
    return url.rstrip("/")


def is_official(url: str) -> bool:
    """Whether the address is one of the services' own, where their limits hold."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return any(host == domain or host.endswith("." + domain) for domain in OFFICIAL)


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def parse_listen(listen: str) -> tuple[str, int] | None:
    """The host and port of `127.0.0.1:8920` or `[::1]:8920`; None for the empty text."""
    if not listen:
        return None
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > _LARGEST_PORT or ("[" not in host and ":" in host):
        raise ValueError('must be "HOST:PORT", such as "127.0.0.1:8920" or "[::1]:8920", or "" for none')
    if not (is_loopback(host.strip("[]")) or _is_address(host.strip("[]"))):
        raise ValueError(
            'must name this machine as "127.0.0.1", "[::1]" or "localhost", or by another address of its own'
        )
    return host.strip("[]"), int(port)


def check_listen(listen: str) -> str:
    """A text that `parse_listen` understands."""
    parse_listen(listen)
    return listen


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _domain_of(contact: str) -> str:
    if "://" in contact:
        return _split(contact).hostname or ""
    mailbox, _, domain = contact.partition("@")
    if not mailbox or not domain or "@" in domain:
        raise ValueError("must be an e-mail address or a URL that begins with https://")
    return domain


def _split(url: str) -> SplitResult:
    """The parts of a sound web address. Messages never repeat it, since a wrong one may hold a password."""
    if not (url.isascii() and url.isprintable()) or set(url) & set(" \\"):
        raise ValueError("must be a web address without spaces or backslashes")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a web address that begins with https://")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    if parts.port == 0:
        raise ValueError("has an impossible port")
    return parts

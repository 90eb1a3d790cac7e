"""How ListenBrainz speaks: who is logged in, which id stands for a track, and what an answer means."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from syncd.domain.errors import Blocked, Rejected, Unauthorised, Unreadable
from syncd.domain.track import MSID_PREFIX, Mbid, Service, TrackRef, parse_mbid
from syncd.services.answer import Answer, clean, judge_status
from syncd.services.http import Endpoint, Host

VALIDATE_TOKEN = Endpoint("GET", "/1/validate-token")


def login(token: str) -> dict[str, str]:
    """The headers that say who we are; none but an empty word without a token."""
    return {"Authorization": f"Token {token.strip()}".strip()}


def user_name(host: Host, headers: Mapping[str, str], account: str = "ACCOUNT") -> str:
    """The present user name; names change, tokens stay. Raises Unauthorised where the token is not valid."""
    answer = host.read(VALIDATE_TOKEN, headers=headers, judge=partial(_judge_token, account)).object()
    name = answer.get("user_name")
    if not isinstance(name, str) or not clean(name):
        raise Unreadable(host.name, f"{VALIDATE_TOKEN.path} names no user")
    return name


def judge(answer: Answer) -> None:
    """What an answer means; 403 is how MetaBrainz refuses an application."""
    if answer.status == HTTPStatus.FORBIDDEN:
        remedy = "check `contact` in the configuration"
        raise Blocked(answer.host, "refuses this application (403)", remedy=remedy, never_left=True)
    try:
        judge_status(answer)
    except Rejected:
        if told := _told(answer):
            raise Rejected(answer.host, f"{answer.path} answered {answer.status}: {told}") from None
        raise


def _told(answer: Answer) -> str:
    """Why, in the service's own words; empty where it has none."""
    try:
        return clean(answer.object().get("error"))
    except Unreadable:
        return ""


def judge_write(answer: Answer) -> None:
    """What the answer to a write means: the ones that worked say ok."""
    judge(answer)
    if answer.object().get("status") != "ok":
        raise Unreadable(answer.host, f"{answer.path} did not answer ok")


def wire_id(ref: TrackRef) -> dict[str, Mbid]:
    """A ref as the one id that stands for it in a body, an MBID or an MSID; empty where it is none."""
    uuid = parse_mbid(ref.id.removeprefix(MSID_PREFIX)) if ref.service is Service.LISTENBRAINZ else None
    return {"recording_msid" if ref.is_msid else "recording_mbid": uuid} if uuid else {}


def ref_of(mbid: Mbid | None, msid: Mbid | None) -> TrackRef:
    """The ref of a row that has these ids: its MBID, else its MSID."""
    return TrackRef(Service.LISTENBRAINZ, mbid or f"{MSID_PREFIX}{msid}")


def _judge_token(account: str, answer: Answer) -> None:
    """An invalid token is answered with 200, one in a wrong shape with 400 (§2, §14, 7)."""
    is_valid: object = False
    if answer.status != HTTPStatus.BAD_REQUEST:
        judge(answer)
        is_valid = answer.object().get("valid")
    if not isinstance(is_valid, bool):
        raise Unreadable(answer.host, f"{answer.path} does not say whether the token is valid")
    if not is_valid:
        raise Unauthorised(
            answer.host,
            "the token is not valid",
            remedy=f"copy it anew from listenbrainz.org/settings: syncd login {account}",
        )

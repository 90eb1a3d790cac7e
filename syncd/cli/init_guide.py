"""What `syncd init` asks for each service, and what it says about it first."""

from collections.abc import Mapping
from dataclasses import dataclass

from syncd.domain.account import Role
from syncd.domain.track import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One setting to ask for. Those of an application are asked once, whoever's accounts use it."""

    setting: str
    text: str
    is_secret: bool = False
    is_apps: bool = False
    may_be_empty: bool = False  #: else an empty answer leads back


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A service as a newcomer has to know it: at most three questions, those about the role and an application included."""

    needs: str  #: what it asks of you, and how long that takes
    public: str  #: who sees what syncd does there
    questions: tuple[Question, ...]
    may_write: str = ""  #: the question whether syncd may; empty where it cannot anyway
    writing: Role = Role.SOURCE  #: the role of an account that syncd may write to
    logs_in: bool = False  #: whether a login by `syncd login` may still be missing


GUIDES: Mapping[Service, Guide] = {
    Service.FILE: Guide(
        needs="a CSV, JSONL or JSPF list on this machine; nothing to wait for",
        public="Your file is only read.",
        questions=(Question(setting="path", text="path of the list"),),
    ),
    Service.LISTENBRAINZ: Guide(
        needs="the user token from https://listenbrainz.org/settings/; a minute",
        public="Loves at ListenBrainz are public: everybody sees them on your page there, with their dates.",
        questions=(Question(setting="token", text="user token", is_secret=True),),
        may_write="Shall syncd love there, for all to see, what you love elsewhere?",
        writing=Role.BOTH,
    ),
    Service.JAMENDO: Guide(
        needs=(
            "an application from https://devportal.jamendo.com (client id and secret): minutes to read;\n"
            '     writing must be approved by a human there ("Read & Write" plan): days'
        ),
        public="Likes at Jamendo are public, and no program can take them back: only you can, on the website.",
        questions=(
            Question(setting="client_id", text="client id of the application", is_apps=True),
            Question(setting="client_secret", text="its client secret", is_secret=True, is_apps=True),
        ),
        may_write="Shall syncd like there, for all to see, what you love elsewhere?",
        writing=Role.TARGET,
        logs_in=True,
    ),
    Service.BOOMPLAY: Guide(
        needs=(
            "an app id and a user token; Boomplay hands them out to partners, by a human:\n"
            "     hours to weeks, maybe never"
        ),
        public="Boomplay is only read: its API has no way to add a favourite.",
        questions=(
            Question(setting="app_id", text="app id", is_apps=True),
            Question(setting="token", text="user token, empty to log in later", is_secret=True, may_be_empty=True),
        ),
        logs_in=True,
    ),
}
"""In the order in which they are offered: the quickest first."""

"""The sandbox's own endpoints under `/_sandbox`: the journal, switches, humans, and changes to the catalogue."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from syncd.sandbox.gate import Gate
from syncd.sandbox.ledgers import Verb
from syncd.sandbox.quirks import Quirk, Quirks
from syncd.sandbox.services import Services
from syncd.sandbox.switches import Fault, Switch
from syncd.sandbox.wire import Request, Response, json_response


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Answers what no service would. Nothing asked here stands in the journal."""

    gate: Gate
    services: Services
    quirks: Quirks
    truth: tuple[dict[str, Any], ...]
    now: Callable[[], float]

    def answer(self, request: Request) -> Response:
        """The answer: 200, 400 with what is wrong, or 404."""
        handlers: Mapping[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", "/journal"): self._journal,
            ("DELETE", "/journal"): self._clear,
            ("GET", "/holdings"): lambda _: self.holdings(),
            ("GET", "/truth"): lambda _: self.truth,
            ("GET", "/switch"): lambda _: self._on(),
            ("POST", "/switch"): self._switch,
            ("POST", "/human"): self._human,
            ("POST", "/catalogue"): self._catalogue,
        }
        handler = handlers.get((request.method, request.path))
        if handler is None:
            return json_response({"error": "no such endpoint of the sandbox"}, 404)
        try:
            return json_response(handler(request))
        except (LookupError, TypeError, ValueError) as wrong:
            return json_response({"error": _sentence(wrong)}, 400)

    def holdings(self) -> dict[str, Mapping[str, Mapping[str, int]]]:
        """What every account at every service holds now: `{service: {account: {id: score}}}`."""
        return {service: ledger.holdings() for service, ledger in self.gate.ledgers.items()}

    def human(self, service: str, verb: Verb, item: str, account: str) -> None:
        """A human acts on a website. The journal does not notice."""
        with self.gate.alone(service):
            self.gate.ledgers[service].act(account, verb, item, self.now())

    def merge(self, mbid: str, into: str) -> None:
        """One MBID is merged into another, at MusicBrainz and in ListenBrainz' cache."""
        with self.gate.alone("musicbrainz"):
            self.services.merge(mbid, into)
            self.gate.stand_ins["musicbrainz"] = self.services.musicbrainz

    def take_down(self, track: int) -> None:
        """A track goes off Jamendo."""
        with self.gate.alone("jamendo"):
            self.services.jamendo.take_down(track)

    def reissue(self, old: int, new: int) -> None:
        """A track gets another id at Boomplay."""
        with self.gate.alone("boomplay"):
            self.services.reissue(old, new)

    def _journal(self, request: Request) -> Any:
        return self.gate.journal.report(int(dict(request.params).get("since", "0")))

    def _clear(self, _: Request) -> Any:
        self.gate.journal.clear()
        return {"status": "ok"}

    def _switch(self, request: Request) -> Any:
        sent = _object(request)
        service = _one_of(self.gate.stand_ins, sent, "service")
        fault = _one_of([*Fault, *Quirk], sent, "fault")
        if fault in tuple(Quirk):
            self.quirks.set(service, Quirk(fault), on=sent.get("times") != 0)
        else:
            self.gate.switches.set(Switch(**{**sent, "fault": Fault(fault)}))
        return self._on()

    def _on(self) -> list[dict[str, Any]]:
        quirks = [{"service": service, "fault": quirk} for service, quirk in self.quirks.on()]
        return [asdict(switch) for switch in self.gate.switches.on()] + quirks

    def _human(self, request: Request) -> Any:
        sent, holdings = _object(request), self.holdings()
        service = _one_of(holdings, sent, "service")
        account = _one_of(holdings[service], sent, "account")
        verb = Verb(_one_of(Verb, sent, "verb"))
        if "id" not in sent:
            raise ValueError("id is missing: the track at the service, as /_sandbox/holdings spells it")
        self.human(service, verb, str(sent["id"]), account)
        return {"status": "ok"}

    def _catalogue(self, request: Request) -> Any:
        match _object(request):
            case {"merge": str(mbid), "into": str(into)}:
                self.merge(mbid, into)
            case {"withdraw": int(track)}:
                self.take_down(track)
            case {"reissue": int(old), "as": int(new)}:
                self.reissue(old, new)
            case _:
                raise ValueError('wants {"merge": MBID, "into": MBID}, {"withdraw": ID} or {"reissue": ID, "as": ID}')
        return {"status": "ok"}


def _one_of(allowed: Iterable[str], sent: Mapping[str, Any], field: str) -> str:
    """What a field says. Raises ValueError where it is missing or says what there is not."""
    names, word = list(allowed), sent.get(field)
    if word not in names:
        wrong = "is missing" if word is None else f"{word} is unknown"
        raise ValueError(f"{field} {wrong}; there is: {', '.join(names)}")
    return str(word)


def _sentence(wrong: Exception) -> str:
    return str(wrong) if isinstance(wrong, ValueError) else f"{type(wrong).__name__}: {wrong}"


def _object(request: Request) -> dict[str, Any]:
    value = json.loads(request.body)
    if not isinstance(value, dict):
        raise TypeError("wants a JSON object")
    return value

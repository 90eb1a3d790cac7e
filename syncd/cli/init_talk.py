"""The talk of `syncd init`: which accounts, and for each at most three questions, whose answers are tried at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from syncd.cli.asking import agrees, ask, tell
from syncd.cli.init_draft import Scalar, Table, free_name
from syncd.cli.init_guide import GUIDES, Guide, Question
from syncd.cli.init_trial import Refused, Trial
from syncd.daemon.logs import printable
from syncd.daemon.redaction import redactor
from syncd.daemon.spelling import advice
from syncd.domain.account import DEFAULT_PROFILE, Role
from syncd.domain.track import Service

Login = tuple[Service, str]
"""A service and what it knows somebody by: a name, or a token."""

Answers = dict[Question, str]
"""What was typed to each question."""


@dataclass(slots=True)
class Talk:
    """What was settled so far: the names and logins that are taken, and the tables to be written."""

    profile: str
    trial: Trial
    names: set[str]
    apps: set[str]
    logins: dict[Login, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)

    def accounts(self) -> None:
        """Ask for accounts until somebody wants no more; one there must be."""
        while (service := self._choose()) is not None or not self.services:
            if service is None:
                tell("without an account there is nothing to do; Ctrl-C ends this")
            else:
                self._account(service)

    def _choose(self) -> Service | None:
        choices = {service.value: service for service in GUIDES}
        if self.services:
            tell(f"\nOne more account ({', '.join(choices)})? An empty line: no.")
        else:
            tell("\nWhich account first?")
            for name, service in choices.items():
                tell(f"  {name}: {GUIDES[service].needs}")
        while answer := ask("account").lower():
            if answer in choices:
                return choices[answer]
            tell(f"there is no {printable(answer)}{advice(answer, choices)}")
        return None

    def _account(self, service: Service) -> None:
        """Ask about one account until its answers are good; an empty answer leads back."""
        guide = GUIDES[service]
        tell(f"\n{guide.public}")
        while (answers := self._asked(service, guide)) is not None:
            try:
                tables = self._tables(service, answers, Role.SOURCE)
                tried = self.trial.run(tables)
                logins = _logins(service, tables[-1], tried.whoami)
                self._demand_new(logins)
            except Refused as refusal:
                tell("\n".join(f"  no: {line}" for line in str(refusal).splitlines()))
                tell("once more; an empty answer leads back")
                continue
            tell(f"  ok: {printable(tried.told)}")
            role = guide.writing if guide.may_write and agrees(guide.may_write) else Role.SOURCE
            self._keep(service, self._tables(service, answers, role), logins)
            return

    def _asked(self, service: Service, guide: Guide) -> Answers | None:
        """What makes a new account; None where somebody would rather not."""
        answers: Answers = {}
        questions = [each for each in guide.questions if not (each.is_apps and service.value in self.apps)]
        for each in questions:
            answers[each] = ask(each.text, is_secret=each.is_secret)
            if not (answers[each] or each.may_be_empty):
                return None
        return answers

    def _tables(self, service: Service, answers: Answers, role: Role) -> list[Table]:
        app = {each: answer for each, answer in answers.items() if each.is_apps}
        own = {each: answer for each, answer in answers.items() if not each.is_apps}
        owner = "my" if self.profile == DEFAULT_PROFILE else self.profile
        kind = "list" if service is Service.FILE else service.value
        place = () if self.profile == DEFAULT_PROFILE else ("profiles", self.profile)
        path = (*place, "accounts", free_name(f"{owner}-{kind}", self.names))
        settings: dict[str, Scalar] = {"service": service.value, "role": role.value}
        apps = [_table(("apps", service.value), {}, app)] if app else []
        return [*apps, _table(path, settings, own)]

    def _demand_new(self, logins: Collection[Login]) -> None:
        for each in logins:
            if each in self.logins:
                raise Refused(f"that is the login of {self.logins[each]}, which is there already")

    def _keep(self, service: Service, tables: Sequence[Table], logins: Collection[Login]) -> None:
        name = tables[-1].path[-1]
        self.tables += tables
        self.services.append(service)
        self.names.add(name)
        self.apps.add(service.value)
        self.logins |= dict.fromkeys(logins, name)


def _table(path: tuple[str, ...], settings: Mapping[str, Scalar], answers: Answers) -> Table:
    given = {each: answer for each, answer in answers.items() if answer}
    plain = {each.setting: _meant(each, answer) for each, answer in given.items() if not each.is_secret}
    secrets = {each.setting: answer for each, answer in given.items() if each.is_secret}
    for secret in secrets.values():
        redactor.learn(secret)
    return Table(path, {**settings, **plain}, secrets)


def _meant(question: Question, answer: str) -> str:
    """A path as whoever typed it meant it: from where he stands, not from the configuration's folder."""
    return str(Path(answer).expanduser().absolute()) if question.setting == "path" else answer


def _logins(service: Service, account: Table, whoami: str) -> set[Login]:
    """What an account is known by: who it logs in as, and by which secrets."""
    return {(service, each) for each in (whoami, *account.secrets.values()) if each}

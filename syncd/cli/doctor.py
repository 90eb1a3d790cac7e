"""`syncd doctor`: everything that can be wrong, one line each, with what mends it."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, replace

from rich.console import Console
from rich.text import Text

from syncd.cli.check_daemon import check_clock, check_daemon, check_port
from syncd.cli.check_files import check_broken_config, check_config, check_database, is_usable
from syncd.cli.check_names import check_names
from syncd.cli.check_notify import check_messenger
from syncd.cli.check_services import check_approval, check_budgets, check_hosts, check_logins, check_secrets
from syncd.cli.check_units import check_units
from syncd.cli.exits import Exit, first_of
from syncd.cli.finding import Finding, Health, attempted
from syncd.cli.options import Common
from syncd.cli.session import database_for_the_moment, mark_of, settings_of, stopping
from syncd.cli.show import console, safe
from syncd.cli.streams import dump
from syncd.daemon.redaction import redactor
from syncd.daemon.settings import Settings
from syncd.daemon.wiring import build
from syncd.domain.account import Label
from syncd.domain.errors import ConfigError

_CODES = {
    "config": Exit.USAGE,
    "database": Exit.STORE,
    "integrity": Exit.STORE,
    "network": Exit.UNREACHABLE,
    "file": Exit.TROUBLE,
    "daemon": Exit.TROUBLE,
}
"""What a failed check is to scripts, by its first word; any other needs a human."""

_COLOURS = {Health.OK: "green", Health.WARN: "yellow", Health.FAIL: "bold red"}


def examine(asked: Common, *, as_json: bool, with_trial: bool = False) -> int:
    """Look at everything once, each host and each login with one request. Writes to no service.

    `with_trial` also sends a message to each address of `[notify]`.
    """
    findings: list[Finding] = []
    out = console()
    for finding in map(_without_secrets, _findings(asked, with_trial=with_trial)):
        findings.append(finding)
        if not as_json:
            show_finding(out, finding)
    if as_json:
        dump([asdict(each) for each in findings])
    return _exit(findings)


def _without_secrets(finding: Finding) -> Finding:
    """No check shows one; but what a service says of itself goes through here, too."""
    detail, remedy = redactor.clean(finding.detail), redactor.clean(finding.remedy)
    return replace(finding, detail=detail, remedy=remedy)


def show_finding(out: Console, finding: Finding) -> None:
    """One line: how bad it is, what was seen, and what mends it."""
    remedy = f" → {finding.remedy}" if finding.remedy else ""
    line = safe(f"{finding.check}  {finding.detail}{remedy}")
    out.print(Text.assemble((f"{finding.state:4}  ", _COLOURS[finding.state]), line))


def _exit(findings: Iterable[Finding]) -> int:
    """The first code of `contract.md` §2 that a failed check stands for."""
    failed = [finding.check.split(" ")[0] for finding in findings if finding.state is Health.FAIL]
    return first_of(_CODES.get(check, Exit.HUMAN) for check in failed)


def _findings(asked: Common, *, with_trial: bool) -> Iterator[Finding]:
    try:
        settings = settings_of(asked)
    except ConfigError as error:
        yield from check_broken_config(error)
        return
    yield from check_config(settings)
    yield from attempted("notify", check_messenger(settings, with_trial=with_trial))
    yield from attempted("daemon", check_daemon(settings))
    yield from attempted("port", check_port(settings))
    yield from attempted("database", check_database(settings.database_path, mark_of(settings)))
    yield from attempted("services", _world(settings, asked))
    yield from attempted("units", check_units(settings.file, settings.database_path))


def _world(settings: Settings, asked: Common) -> Iterator[Finding]:
    """The checks that ask services, under the same pace as every other syncd on this database."""
    own = settings.database_path
    with nullcontext(own) if is_usable(own) else database_for_the_moment() as path:
        program = build(settings, dry_run=True, profile=asked.profile, database_path=path)
        try:
            with stopping(program.clock):
                yield from attempted("secrets", check_secrets(program))
                silent, logins = set[str](), dict[Label, str]()
                yield from attempted("hosts", check_hosts(program, silent))
                yield from attempted("clock", check_clock(program))
                yield from attempted("logins", check_logins(program, silent, logins, may_renew=path == own))
            yield from attempted("names", check_names(program, logins))
            yield from attempted("budgets", check_budgets(program))
            yield from attempted("approval", check_approval(program))
        finally:
            program.close()

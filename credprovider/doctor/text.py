"""The report for people."""

import os
from collections.abc import Iterator
from time import gmtime, strftime

from credprovider.doctor.conversation import FOREIGN, NOT_FOUND, NOT_SUPPORTED, TOKEN, Answer
from credprovider.doctor.examination import Report
from credprovider.doctor.examined import Asked, Examined
from credprovider.doctor.finding import Finding
from credprovider.doctor.fingerprint import Fingerprints
from credprovider.doctor.shown import command_of, hints_of, shown, where
from credprovider.doctor.vault.report import route_lines, server_lines
from credprovider.protocol import OPERATIONS
from policy.document import Documents

_SAID = {
    NOT_FOUND: "says that it has no token; cargo goes on",
    FOREIGN: "says that it does not serve this registry; cargo goes on",
    NOT_SUPPORTED: "says that it cannot do that; cargo stops",
}

_COUNTED = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "advice": ("piece of advice", "pieces of advice"),
}


def render(report: Report) -> str:
    """Return the whole report: the machine, one block for each registry, and a line that sums up."""
    documents = Documents()
    lines = [*_machine(report, documents)]
    for examined in report.registries:
        lines += ["", *_registry(examined, report.fingerprints, documents)]
    lines += ["", _summary(report)]
    return "\n".join(lines) + "\n"


def _machine(report: Report, documents: Documents) -> Iterator[str]:
    cargo = report.cargo
    yield f"cargo     {shown(cargo.text or cargo.problem)}{f', {shown(cargo.path)}' if cargo.path else ''}"
    yield f"folder    {shown(report.around.folder)}"
    yield f"settings  {shown(report.settings.path)}, {_settings(report)}"
    reason = f": {shown(report.keyring.reason)}" if report.keyring.reason else ""
    yield f"keyring   {report.keyring.state}{reason}"
    if report.vault is not None:
        first, *more = server_lines(report.vault)
        yield f"vault     {shown(first)}"
        yield from (f"          {shown(line)}" for line in more)
    for token in report.tokens:
        used = {True: "used by cargo:token", False: "not used", None: "not looked at"}[token.is_used]
        place = where(token.place, documents)
        yield f"token     of `{shown(token.registry)}` in {place}, fingerprint {token.fingerprint}, {used}"
    yield from _findings(report.findings, documents)


def _settings(report: Report) -> str:
    if report.settings_problem:
        return "which cannot be used"
    if not os.path.exists(report.settings.path):
        return "which are not there"
    count = len(report.settings.registries)
    return f"which list {count} {'registry' if count == 1 else 'registries'}" if count else "which list no registry"


def _registry(examined: Examined, fingerprints: Fingerprints, documents: Documents) -> Iterator[str]:
    name = shown(examined.name) if examined.name else "(a registry without a name)"
    place = where(examined.place, documents)
    yield f"{name}  {shown(examined.url)}{f'  [{place}]' if place else ''}".rstrip()
    for number, asked in enumerate(examined.asked, 1):
        yield from _asked(number, asked, fingerprints, documents)
    for place_of_tokens in examined.served:
        operations = place_of_tokens.operations
        of = "every operation" if len(operations) == len(OPERATIONS) else ", ".join(operations)
        yield f"  tokens for {of}: store `{place_of_tokens.store}`, header {shown(place_of_tokens.header)}"
    for facts in examined.vault:
        yield from (f"  {shown(line)}" for line in route_lines(facts))
    if examined.stored is not None and examined.stored.elsewhere:
        yield f"  login: {shown(examined.stored.elsewhere)}"
    yield from _findings(examined.findings, documents, "  ")


def _asked(number: int, asked: Asked, fingerprints: Fingerprints, documents: Documents) -> Iterator[str]:
    provider = asked.provider
    yield f"  {number}. {command_of(provider)}"
    place = where(provider.value.place, documents)
    yield f"     {asked.reason}{f' [{place}]' if place else ''}"
    if provider.alias is not None:
        yield f"     by the alias `{shown(provider.written)}` [{where(provider.alias.place, documents)}]"
    program = asked.program
    if program is not None and program.path:
        runs = f", run by {shown(' '.join(program.interpreter))}" if program.interpreter else ""
        yield f"     {shown(program.path)}{runs}"
    if asked.unasked:
        yield f"     {shown(asked.unasked)}"
    if asked.answer is not None:
        yield f"     {_answer(asked.answer, fingerprints)}"
        if asked.answer.times is not None:
            hello, answer, end = (f"{milliseconds:.0f} ms" for milliseconds in asked.answer.times)
            yield f"     {hello} to its hello, {answer} to its answer, {end} to its end"
        for line in hints_of(asked).splitlines():
            yield f"     {shown(line)}"


def _answer(answer: Answer, fingerprints: Fingerprints) -> str:
    if answer.kind == TOKEN and answer.token is not None:
        kept = {"session": "until cargo ends", "never": "for one request", "expires": ""}.get(answer.cache, "once")
        if answer.expires is not None and answer.cache == "expires":
            kept = f"until {strftime('%Y-%m-%d %H:%M:%S UTC', gmtime(answer.expires))}"
        for_all = ", for every operation" if answer.independent else ""
        return f"gives a token, fingerprint {fingerprints.of(answer.token.reveal())}, {kept}{for_all}"
    if answer.kind in _SAID:
        return _SAID[answer.kind]
    return f"fails: {shown(answer.message)}"


def _findings(findings: tuple[Finding, ...], documents: Documents, indent: str = "") -> Iterator[str]:
    for finding in findings:
        yield f"{indent}{finding.severity}[{finding.name}]: {shown(finding.message)}"
        place = where(finding.place, documents)
        if place:
            yield f"{indent}  --> {place}"
        yield f"{indent}  help: {shown(finding.help)}"


def _summary(report: Report) -> str:
    counts = report.counts()
    words = {
        "error": ("error", "errors"),
        "warning": ("warning", "warnings"),
        "advice": ("piece of advice", "pieces of advice"),
    }
    found = [f"{count} {words[severity][count != 1]}" for severity, count in counts.items() if count]
    return ", ".join(found) if found else "nothing is wrong"

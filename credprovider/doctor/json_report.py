"""The report for programs: one JSON object, which `schemas/doctor.schema.json` describes."""

import json
from typing import Any

from credprovider.doctor.conversation import Answer
from credprovider.doctor.examination import Report
from credprovider.doctor.examined import Asked, Examined
from credprovider.doctor.finding import Finding
from credprovider.doctor.fingerprint import Fingerprints
from credprovider.doctor.shown import arguments_of, hints_of, location, shown
from credprovider.doctor.vault.report import printable
from policy.document import Documents

SCHEMA = 1
"""Goes up when something changes its meaning or goes away; new keys may come at any time."""


def render(report: Report) -> str:
    """Return the whole report as one JSON object on several lines, in ASCII."""
    documents = Documents()
    cargo = report.cargo
    content = {
        "schema": SCHEMA,
        "folder": shown(report.around.folder),
        "cargo_home": shown(report.around.cargo_home),
        "cargo": {"path": shown(cargo.path), "version": shown(cargo.text), "problem": shown(cargo.problem)},
        "settings": {
            "path": shown(report.settings.path),
            "registries": len(report.settings.registries),
            "problem": shown(report.settings_problem),
        },
        "keyring": {"state": report.keyring.state, "reason": shown(report.keyring.reason)},
        "vault": printable(report.vault),
        "tokens": [
            {
                "registry": shown(token.registry),
                "place": location(token.place, documents),
                "fingerprint": token.fingerprint,
                "used": token.is_used,
            }
            for token in report.tokens
        ],
        "registries": [_registry(examined, report.fingerprints, documents) for examined in report.registries],
        "findings": [_finding(finding, documents) for finding in report.findings],
        "summary": report.counts(),
    }
    return json.dumps(content, indent=1) + "\n"


def _registry(examined: Examined, fingerprints: Fingerprints, documents: Documents) -> dict[str, Any]:
    stored = examined.stored
    return {
        "name": shown(examined.name) if examined.name else None,
        "index_url": shown(examined.url) if examined.url else None,
        "place": location(examined.place, documents),
        "providers": [_asked(asked, fingerprints, documents) for asked in examined.asked],
        "stores": [
            {"store": place.store, "header": shown(place.header), "operations": list(place.operations)}
            for place in examined.served
        ],
        "vault": printable(list(examined.vault)),
        "login": None if stored is None else {"stored": stored.writable, "elsewhere": shown(stored.elsewhere)},
        "findings": [_finding(finding, documents) for finding in examined.findings],
    }


def _asked(asked: Asked, fingerprints: Fingerprints, documents: Documents) -> dict[str, Any]:
    provider, program, start = asked.provider, asked.program, asked.start
    arguments = arguments_of(provider)
    return {
        "program": shown(provider.program),
        "arguments": None if arguments is None else list(arguments),
        "built_in": provider.is_built_in,
        "reason": asked.reason,
        "place": location(provider.value.place, documents),
        "alias": shown(provider.written) if provider.alias is not None else None,
        "alias_place": location(provider.alias.place, documents) if provider.alias is not None else None,
        "path": shown(program.path) if program is not None and program.path else None,
        "interpreter": [shown(word) for word in program.interpreter] if program is not None else [],
        "answer": _answer(asked.answer, fingerprints) if asked.answer is not None else None,
        "unasked": shown(asked.unasked) if asked.unasked else None,
        "hints": [shown(line) for line in hints_of(asked).splitlines()],
        "python": None
        if start is None
        else {
            "version": shown(start.version),
            "milliseconds": round(start.launched, 1),
            "milliseconds_isolated": round(start.bare, 1),
            "pth": [{"path": shown(path), "milliseconds": round(ms, 1)} for path, ms in start.pth],
        },
    }


def _answer(answer: Answer, fingerprints: Fingerprints) -> dict[str, Any]:
    times = answer.times
    return {
        "kind": answer.kind,
        "message": shown(answer.message),
        "causes": [shown(cause) for cause in answer.causes],
        "fingerprint": fingerprints.of(answer.token.reveal()) if answer.token is not None else None,
        "cache": shown(answer.cache) if answer.cache else None,
        "expires": answer.expires,
        "operation_independent": answer.independent if answer.token is not None else None,
        "milliseconds": None
        if times is None
        else {"hello": round(times.hello, 1), "answer": round(times.answer, 1), "exit": round(times.exit, 1)},
    }


def _finding(finding: Finding, documents: Documents) -> dict[str, Any]:
    return {
        "id": finding.name,
        "severity": finding.severity,
        "message": shown(finding.message),
        "place": location(finding.place, documents),
        "help": shown(finding.help),
    }

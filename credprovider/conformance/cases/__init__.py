"""The cases, by section. Numbers are stable: they are quoted in reports."""

from credprovider.conformance.case import Case, Section
from credprovider.conformance.cases import (
    always,
    cargo_publish,
    errors,
    get,
    given_tokens,
    login,
    logout,
    malformed,
    processes,
    prompt,
    requests,
    risky,
    routing,
    startup,
    with_cargo,
)


def _by_number(*groups: tuple[Case, ...]) -> tuple[Case, ...]:
    return tuple(sorted((case for group in groups for case in group), key=lambda case: int(case.number)))


SECTIONS: tuple[Section, ...] = (
    Section("A. Start-up and handshake", startup.CASES),
    Section("B. Requests", _by_number(requests.CASES, malformed.CASES)),
    Section("C. URL routing", routing.CASES),
    Section("D. Tokens for operations", _by_number(get.CASES, given_tokens.CASES)),
    Section("E. Login", _by_number(login.CASES, prompt.CASES)),
    Section("F. Logout", logout.CASES),
    Section("G. Errors", errors.CASES),
    Section("H. The process", processes.CASES),
    Section("D, E, I. With real cargo", _by_number(with_cargo.CASES, cargo_publish.CASES)),
    Section("E, H. With the store at risk", risky.CASES),
    Section("Always", always.CASES),
)

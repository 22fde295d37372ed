"""The cases, by section. Numbers are stable: they are quoted in reports."""

from credprovider.conformance.case import Section
from credprovider.conformance.cases import (
    always,
    errors,
    get,
    login,
    logout,
    processes,
    prompt,
    requests,
    risky,
    routing,
    startup,
    with_cargo,
)

SECTIONS: tuple[Section, ...] = (
    startup.SECTION,
    requests.SECTION,
    routing.SECTION,
    get.SECTION,
    login.SECTION,
    prompt.SECTION,
    logout.SECTION,
    errors.SECTION,
    processes.SECTION,
    with_cargo.SECTION,
    risky.SECTION,
    always.SECTION,
)

"""Which of a chain's providers may be started here, and asking them."""

import os
import sys

from credprovider.deadline import DEFAULT_SECONDS, allowed_seconds
from credprovider.doctor.conversation import Answer, ask
from credprovider.doctor.examined import Asked
from credprovider.doctor.ours import is_ours
from credprovider.doctor.program import Program, find_program
from credprovider.doctor.python_start import PythonStart, measure_start
from credprovider.doctor.surroundings import Surroundings
from credprovider.errors import Other
from credprovider.named_provider import CONSOLE_SCRIPT
from policy.cargo.config_value import FILE
from policy.cargo.credential_provider import TOKEN, Provider
from policy.cargo.provider_chain import Chain

_GRACE = 5.0  # seconds beyond our own deadline, for the start of the process
_OTHERS = 30.0  # seconds for a provider that is not ours
_OPTION = "`--run-providers` asks it too"


class Asker:
    """Asks the providers of a chain as cargo would. everybody: whether a person agreed to start any program that the
    config names; otherwise this one alone is started.
    """

    def __init__(self, around: Surroundings, *, everybody: bool) -> None:
        self._around = around
        self._everybody = everybody
        self._starts: dict[tuple[str, ...], PythonStart | None] = {}

    def ask_all(self, chain: Chain) -> list[Asked]:
        """Return what each provider of the chain is and says, in the order in which cargo asks."""
        count = len(chain.providers)
        return [self._ask(provider, _reason(chain, at, count), chain) for at, provider in enumerate(chain.providers)]

    def _ask(self, provider: Provider, reason: str, chain: Chain) -> Asked:
        if provider.is_built_in:
            return Asked(provider, reason, unasked=_built_in(provider, chain))
        program = find_program(provider.program, self._around.environment, self._around.folder)
        unasked = "" if self._everybody else self._refused(provider, program)
        if program.problem or unasked:
            return Asked(provider, reason, program, unasked=unasked)
        answer = self._answer(provider, program, chain)
        start = self._start(program) if is_ours(provider) and program.is_python else None
        return Asked(provider, reason, program, answer, start=start)

    def _refused(self, provider: Provider, program: Program) -> str:
        """Return why a program is not started, "" for one that is this program."""
        if not is_ours(provider):
            return f"not asked: it is not {CONSOLE_SCRIPT}; {_OPTION}"
        if not program.path or _same_file(program.path, sys.argv[0]):
            return ""
        named_by = provider.alias or provider.value
        if self._around.is_project(named_by.place) or self._around.is_project(provider.value.place):
            return f"not asked: the project's config names this program; {_OPTION}"
        relative = named_by.origin != FILE and "/" in provider.program
        if program.depends_on_folder or (relative and program.path.startswith(self._around.folder + os.sep)):
            return f"not asked: it is another one in another folder; {_OPTION}"
        return ""

    def _answer(self, provider: Provider, program: Program, chain: Chain) -> Answer:
        registry = {"index-url": chain.source.url}
        if chain.source.name:
            registry["name"] = chain.source.name
        request: dict[str, object] = {"v": 1, "registry": registry, "kind": "get", "operation": "read"}
        if provider.args:
            request["args"] = list(provider.args)
        command = [program.path, "--cargo-plugin"]
        seconds = provider_seconds() + _GRACE if is_ours(provider) else _OTHERS
        return ask(command, request, self._around.environment, self._around.folder, seconds)

    def _start(self, program: Program) -> PythonStart | None:
        if program.interpreter not in self._starts:
            self._starts[program.interpreter] = measure_start(program.interpreter, self._around.environment)
        return self._starts[program.interpreter]


def provider_seconds() -> float:
    """Return how long this provider takes at most; the default where the variable for it is wrong, which it says."""
    try:
        return allowed_seconds()
    except Other:
        return DEFAULT_SECONDS


def _reason(chain: Chain, at: int, count: int) -> str:
    if chain.is_own:
        return "the registry's own provider; nobody else is asked"
    if chain.is_default:
        return "cargo's default, as nothing is configured"
    return f"{at + 1} of {count} in registry.global-credential-providers, whose last is asked first"


def _built_in(provider: Provider, chain: Chain) -> str:
    if provider.program != TOKEN:
        return "not asked: cargo itself is this provider"
    return f"has the token in {chain.token.definition}" if chain.token is not None else "has no token"


def _same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False

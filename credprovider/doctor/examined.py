"""What was found out about one registry."""

from typing import Any, NamedTuple

from credprovider.doctor.conversation import Answer
from credprovider.doctor.finding import Finding
from credprovider.doctor.program import Program
from credprovider.doctor.python_start import PythonStart
from credprovider.doctor.stores import Served, Stored
from policy.cargo.credential_provider import Provider
from policy.cargo.place import Place
from policy.cargo.provider_chain import Chain


class Asked(NamedTuple):
    """One provider that cargo asks.

    reason: why it does. program: None for a built-in. answer: what it said, None where it was not asked; unasked: why
    not. start: what its Python costs, where that was measured.
    """

    provider: Provider
    reason: str
    program: Program | None = None
    answer: Answer | None = None
    unasked: str = ""
    start: PythonStart | None = None


class Examined(NamedTuple):
    """One registry.

    name: as the config has it, None for a URL that has none. url: of the index, as cargo tells it to a provider; ""
    where it is not defined. place: where the index is written. chain: None where cargo stops before it. served: the
    places of its tokens. stored: what the store of `read` says, None where it was not asked. vault: the facts about its
    routes to Vault.
    """

    name: str | None
    url: str
    place: Place | None
    chain: Chain | None
    asked: tuple[Asked, ...]
    served: tuple[Served, ...]
    stored: Stored | None
    findings: tuple[Finding, ...]
    vault: tuple[dict[str, Any], ...] = ()

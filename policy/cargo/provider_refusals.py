"""What cargo refuses when it looks for whom to ask for a token, and when it starts it (`auth/mod.rs` of cargo 1.95)."""

import sys
from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.credential_provider import TOKEN, Provider
from policy.cargo.credentials import credentials_paths
from policy.cargo.program import start_error
from policy.cargo.provider_chain import every_registry, find_chain
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.source_id import SourceId

CAUSE = "invalid-credential-provider"
FROM_STDOUT = "cargo:token-from-stdout"
PASETO = "cargo:paseto"
PLATFORMS = {"cargo:wincred": "win32", "cargo:macos-keychain": "darwin", "cargo:libsecret": "linux"}
"""The built-in providers of one platform; on any other cargo passes over them."""

_NO_COMMAND = f"The first argument to `{FROM_STDOUT}` must be a command that prints a token on stdout"
_NOBODY = "no credential providers could handle the request"


def chain_refusals(config: Config, source: SourceId, operation: str) -> Iterator[Refusal]:
    """Yield what cargo refuses when it looks for whom to ask for a token.

    operation: "get", "login" or "logout". A credentials.toml that does not parse is left to cargo: what it shows of it
    may be a token.
    """
    yield from _chain_refusals(config.aside(), source, operation)


def possible_chain_refusals(config: Config) -> Iterator[Refusal]:
    """Yield what cargo refuses when it needs a token for one registry of the config or another, crates.io among them.

    A registry that cannot be found is left to those who look for it.
    """
    config = config.aside()
    for source in every_registry(config):
        yield from _chain_refusals(config, source, "get")


def _chain_refusals(config: Config, source: SourceId, operation: str) -> Iterator[Refusal]:
    """config: one of which the credentials may be loaded: they are no config file of a check."""
    try:
        chain = find_chain(config, source)
    except CargoError as error:
        if error.place.key or error.place.path not in credentials_paths(config.cargo_home):
            yield error.refusal(Phase.REGISTRY, 2)
        return
    passed_on = False
    for provider in chain.providers:
        if provider.program == TOKEN and chain.token is None and operation != "login":
            passed_on = True  # it has none, and the next is asked
            continue
        if PLATFORMS.get(provider.program, sys.platform) != sys.platform:
            continue
        reason = _reason(provider, config, operation)
        if reason:
            yield _refusal(provider, reason)
        return  # whether it answers, and with what, no file says
    if not passed_on:
        yield _refusal(chain.providers[0], (_NOBODY,))


def _reason(provider: Provider, config: Config, operation: str) -> tuple[str, ...]:
    """Return cargo's words for why a provider fails before it can answer; nothing where it may well answer."""
    if provider.program == PASETO:
        return (f"{PASETO} requires -Zasymmetric-token",)
    failed = f"credential provider `{provider.command}` failed action `{operation}`"
    started = provider.program
    if provider.program == FROM_STDOUT:
        if operation != "get":
            return failed, "requested operation not supported"
        if not provider.args:
            return failed, _NO_COMMAND
        started = provider.args[0]
    elif provider.is_built_in:
        return ()
    error = start_error(started, config)
    if error is None and started.startswith("cargo:") and "PATH" not in config.environment:
        error = "No such file or directory (os error 2)"  # no program has such a name
    return (failed, "failed to spawn credential process", error) if error else ()


def _refusal(provider: Provider, chain: tuple[str, ...]) -> Refusal:
    return Refusal(CAUSE, Phase.REGISTRY, chain, provider.value.place, (3,), provider.program)

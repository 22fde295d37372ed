"""D, E and I with real cargo: what it makes of the provider's answers, against a registry of the kit's."""

import json
from pathlib import Path

from credprovider.conformance import needs
from credprovider.conformance.at_registry import (
    PUBLISH,
    REGISTRY,
    at_registry,
    end_of,
    succeeds,
    tokens_by_operation,
    used,
    was_asked,
)
from credprovider.conformance.cargo import find_cargo
from credprovider.conformance.case import Case
from credprovider.conformance.expect import expect
from credprovider.conformance.kit import Kit
from credprovider.conformance.packages import library, program
from credprovider.conformance.token import new_token

_SEARCH = ("search", *REGISTRY, "x")


def second_provider(kit: Kit) -> None:
    """not-found, with a second provider in the list.

    cargo goes on to the second one and uses its token.
    """
    token = new_token("second")
    with at_registry(kit, kit.empty_url(), [token]) as prepared:
        second = prepared.folder / "second"
        _write_fixed_provider(second, token)
        prepared.configure_list("second-provider", "conformance-provider", aliases={"second-provider": str(second)})
        succeeds(prepared, *_SEARCH)
        was_asked(prepared, "read")
        used(prepared, token)


def first_login(kit: Kit) -> None:
    """A first login to a registry that requires authentication.

    It goes through: cargo asks for a token to read first, and any answer but not-found, url-not-supported or a token
    ends the login. Then a logout, after which there is no token.
    """
    token = kit.new_token()
    kit.writes()
    with at_registry(kit, kit.url, [kit.profile.value_of(token)]) as prepared:
        succeeds(prepared, "login", *REGISTRY, text=f"{token}\n")
        was_asked(prepared, "login")
        succeeds(prepared, *_SEARCH)
        used(prepared, kit.profile.value_of(token))
        succeeds(prepared, "logout", *REGISTRY)
        expect(not kit.get().token, "after `cargo logout` the token is still there")


def fallback_to_cargo(kit: Kit) -> None:
    """not-found, with cargo:token in the list.

    cargo goes on to its own token, from CARGO_REGISTRIES_<NAME>_TOKEN.
    """
    token = new_token("environment")
    with at_registry(kit, kit.empty_url(), [token]) as prepared:
        prepared.configure_list("cargo:token", "conformance-provider")
        prepared.set("CARGO_REGISTRIES_CONFORMANCE_TOKEN", token)
        succeeds(prepared, *_SEARCH)
        was_asked(prepared, "read")
        used(prepared, token)


def no_noise(kit: Kit) -> None:
    """A token that cargo ignores, beside the provider.

    cargo warns of it; the provider prints nothing when it gives its token.
    """
    token = kit.stored()
    with at_registry(kit, kit.url, [token]) as prepared:
        prepared.set("CARGO_REGISTRIES_CONFORMANCE_TOKEN", new_token("ignored"))
        run = succeeds(prepared, *_SEARCH)
        used(prepared, token)
        expect("will be ignored" in run.said, f"cargo does not warn: {end_of(run)}")
        expect(not prepared.printed(), f"the provider prints {prepared.printed()!r}")


def every_command(kit: Kit) -> None:
    """Every command of cargo that needs a token.

    publish, yank and its undoing, owner, search, info, fetch and update, and install from a bare URL, without a name.
    """
    tokens = tokens_by_operation(kit)
    with at_registry(kit, kit.url, list(tokens.values())) as prepared:
        crate = "conformance-lib"
        succeeds(prepared, *PUBLISH, cwd=library(prepared.folder, crate))
        succeeds(prepared, "yank", *REGISTRY, f"{crate}@0.1.0")
        succeeds(prepared, "yank", "--undo", *REGISTRY, f"{crate}@0.1.0")
        succeeds(prepared, "owner", *REGISTRY, "--list", crate)
        succeeds(prepared, "owner", *REGISTRY, "--add", "someone", crate)
        succeeds(prepared, "search", *REGISTRY, crate)
        user = program(prepared.folder, "conformance-app", uses=crate, registry=REGISTRY[1])
        succeeds(prepared, "fetch", cwd=user)
        succeeds(prepared, "update", cwd=user)
        if find_cargo().version >= (1, 82):  # the first one with `cargo info`
            succeeds(prepared, "info", *REGISTRY, crate)
        before = len(prepared.asked())
        # A library is found and downloaded, and then there is nothing to install.
        installed = prepared.cargo("install", "--index", prepared.index_url, crate)
        expect("there is nothing to install" in installed.said, f"`cargo install --index` says {end_of(installed)}")
        asked = prepared.asked()[before:]
        expect(bool(asked), "`cargo install --index` did not ask the provider")
        expect(all("name" not in request["registry"] for request in asked), "cargo sent a name")
        refused = [seen for seen in prepared.seen if seen.authorization and seen.status in (401, 403)]
        expect(not refused, f"the registry refused {len(refused)} requests with a token")


def kinds_of_registries(kit: Kit) -> None:
    """A config.json that is open, one that is not, and a second run of cargo.

    A token each time: cargo has headers of a 401 in the second case alone, and keeps config.json for later.
    """
    tokens = list(tokens_by_operation(kit).values())
    for open_config in (True, False):
        with at_registry(kit, kit.url, tokens, open_config=open_config) as prepared:
            succeeds(prepared, *PUBLISH, cwd=library(prepared.folder, "conformance-lib"))
            user = program(prepared.folder, "conformance-app", uses="conformance-lib", registry=REGISTRY[1])
            for command in ("fetch", "update"):
                succeeds(prepared, command, cwd=user)
            with_headers = any("headers" in request["registry"] for request in prepared.asked())
            expect(open_config != with_headers, "cargo sent headers where there was no 401, or none where there was")


def rejected_token(kit: Kit) -> None:
    """A token that the registry rejects.

    `token rejected` is what cargo says, and it asks the provider no second time.
    """
    kit.stored()
    with at_registry(kit, kit.url, []) as prepared:
        run = prepared.cargo(*_SEARCH)
        expect(run.status == 101, f"exit status {run.status}: {end_of(run)}")
        expect("token rejected for `conformance`" in run.said, f"cargo says {end_of(run)}")
        expect(prepared.actions() == ["read"], f"cargo asked for {', '.join(prepared.actions())}")


def _write_fixed_provider(path: Path, token: str) -> None:
    """Write a provider that gives this token to everybody."""
    answer = {"Ok": {"kind": "get", "token": token, "cache": "session", "operation_independent": True}}
    path.write_text(f"#!/bin/sh\necho '{{\"v\":[1]}}'\nread -r request\necho '{json.dumps(answer)}'\n")
    path.chmod(0o755)


_STORED = (needs.cargo, needs.token)

CASES = (
    Case("40", second_provider, (needs.cargo,)),
    Case("71", first_login, (needs.cargo, needs.login)),
    Case("89", fallback_to_cargo, (needs.cargo,)),
    Case("90", no_noise, _STORED),
    Case("91", every_command, _STORED),
    Case("92", kinds_of_registries, _STORED),
    Case("93", rejected_token, _STORED),
)

"""D, E and I with real cargo: what it makes of the provider's answers, against a registry of the kit's."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from credprovider.conformance import needs
from credprovider.conformance.cargo import Run, Scene, find_cargo, scene
from credprovider.conformance.case import Case, Section, Skipped
from credprovider.conformance.expect import expect, expect_kind
from credprovider.conformance.kit import Kit
from credprovider.conformance.packages import library, program
from credprovider.conformance.request import OPERATIONS
from credprovider.conformance.token import new_token

_NAME = "conformance"
_REGISTRY = ("--registry", _NAME)
_SEARCH = ("search", *_REGISTRY, "x")
_PUBLISH = ("publish", *_REGISTRY, "--no-verify")
_WORKSPACES = (1, 90)  # the first cargo that publishes a workspace


def second_provider(kit: Kit) -> None:
    """not-found, with a second provider in the list.

    cargo goes on to the second one and uses its token.
    """
    token = new_token("second")
    with at_registry(kit, kit.empty_url(), [token]) as prepared:
        second = prepared.folder / "second"
        _write_fixed_provider(second, token)
        prepared.configure_list("second-provider", "conformance-provider", aliases={"second-provider": str(second)})
        _succeeds(prepared, *_SEARCH)
        _was_asked(prepared, "read")
        _used(prepared, token)


def sequence_of_publish(kit: Kit) -> None:
    """A publish: what cargo asks for.

    A token to read, then one to publish with the name, version and checksum of the .crate file that is sent, and for
    nothing else but reading: an answer to read that cargo may keep for all operations would leave it at that.
    """
    tokens = _tokens(kit)
    with at_registry(kit, kit.url, list(tokens.values())) as prepared:
        _succeeds(prepared, *_PUBLISH, cwd=library(prepared.folder, "conformance-lib"))
        _asked_to_publish(prepared, ["conformance-lib"])


def token_after_publish(kit: Kit) -> None:
    """The token after a publish.

    The token to read: cargo waits until the crate is in the index, and must not use the one to publish for that.
    """
    tokens = _tokens(kit)
    if tokens["read"] == tokens["publish"]:
        raise Skipped("reading and publishing have the same token")
    with at_registry(kit, kit.url, list(tokens.values())) as prepared:
        _succeeds(prepared, *_PUBLISH, cwd=library(prepared.folder, "conformance-lib"))
        sent = [(seen.method, seen.authorization) for seen in prepared.seen if seen.authorization]
        expect(("PUT", tokens["publish"]) in sent, "the upload came with another token than the one to publish")
        after = sent[sent.index(("PUT", tokens["publish"])) + 1 :]
        expect(bool(after), "cargo did not look into the index after the upload")
        expect(all(token == tokens["read"] for _, token in after), "the index was read with another token")


def publish_of_workspace(kit: Kit) -> None:
    """A publish of a workspace.

    One token to publish for each crate, asked for with its name, version and checksum.
    """
    if find_cargo().version < _WORKSPACES:
        raise Skipped("this cargo does not publish workspaces")
    names = ["conformance-one", "conformance-two"]
    with at_registry(kit, kit.url, list(_tokens(kit).values())) as prepared:
        (prepared.folder / "Cargo.toml").write_text(f'[workspace]\nresolver = "2"\nmembers = {json.dumps(names)}\n')
        for name in names:
            library(prepared.folder, name)
        _succeeds(prepared, *_PUBLISH, "--workspace")
        _asked_to_publish(prepared, names)


def dry_run(kit: Kit) -> None:
    """A publish that is only tried.

    No token to publish is asked for with --dry-run.
    """
    with at_registry(kit, kit.url, list(_tokens(kit).values())) as prepared:
        _succeeds(prepared, *_PUBLISH, "--dry-run", cwd=library(prepared.folder, "conformance-lib"))
        expect("publish" not in prepared.actions(), f"cargo asked for {', '.join(prepared.actions())}")


def first_login(kit: Kit) -> None:
    """A first login to a registry that requires authentication.

    It goes through: cargo asks for a token to read first, and any answer but not-found, url-not-supported or a token
    ends the login. Then a logout, after which there is no token.
    """
    token = kit.new_token()
    kit.writes()
    with at_registry(kit, kit.url, [kit.profile.value_of(token)]) as prepared:
        _succeeds(prepared, "login", *_REGISTRY, text=f"{token}\n")
        _was_asked(prepared, "login")
        _succeeds(prepared, *_SEARCH)
        _used(prepared, kit.profile.value_of(token))
        _succeeds(prepared, "logout", *_REGISTRY)
        expect(not kit.get().token, "after `cargo logout` the token is still there")


def fallback_to_cargo(kit: Kit) -> None:
    """not-found, with cargo:token in the list.

    cargo goes on to its own token, from CARGO_REGISTRIES_<NAME>_TOKEN.
    """
    token = new_token("environment")
    with at_registry(kit, kit.empty_url(), [token]) as prepared:
        prepared.configure_list("cargo:token", "conformance-provider")
        prepared.set("CARGO_REGISTRIES_CONFORMANCE_TOKEN", token)
        _succeeds(prepared, *_SEARCH)
        _was_asked(prepared, "read")
        _used(prepared, token)


def no_noise(kit: Kit) -> None:
    """A token that cargo ignores, beside the provider.

    cargo warns of it; the provider prints nothing when it gives its token.
    """
    token = kit.stored()
    with at_registry(kit, kit.url, [token]) as prepared:
        prepared.set("CARGO_REGISTRIES_CONFORMANCE_TOKEN", new_token("ignored"))
        run = _succeeds(prepared, *_SEARCH)
        _used(prepared, token)
        expect("will be ignored" in run.said, f"cargo does not warn: {_end(run)}")
        expect(not prepared.printed(), f"the provider prints {prepared.printed()!r}")


def every_command(kit: Kit) -> None:
    """Every command of cargo that needs a token.

    publish, yank and its undoing, owner, search, info, fetch and update, and install from a bare URL, without a name.
    """
    tokens = _tokens(kit)
    with at_registry(kit, kit.url, list(tokens.values())) as prepared:
        crate = "conformance-lib"
        _succeeds(prepared, *_PUBLISH, cwd=library(prepared.folder, crate))
        _succeeds(prepared, "yank", *_REGISTRY, f"{crate}@0.1.0")
        _succeeds(prepared, "yank", "--undo", *_REGISTRY, f"{crate}@0.1.0")
        _succeeds(prepared, "owner", *_REGISTRY, "--list", crate)
        _succeeds(prepared, "owner", *_REGISTRY, "--add", "someone", crate)
        _succeeds(prepared, "search", *_REGISTRY, crate)
        user = program(prepared.folder, "conformance-app", uses=crate, registry=_NAME)
        _succeeds(prepared, "fetch", cwd=user)
        _succeeds(prepared, "update", cwd=user)
        if find_cargo().version >= (1, 82):  # the first one with `cargo info`
            _succeeds(prepared, "info", *_REGISTRY, crate)
        before = len(prepared.asked())
        # A library is found and downloaded, and then there is nothing to install.
        installed = prepared.cargo("install", "--index", prepared.index_url, crate)
        expect("there is nothing to install" in installed.said, f"`cargo install --index` says {_end(installed)}")
        asked = prepared.asked()[before:]
        expect(bool(asked), "`cargo install --index` did not ask the provider")
        expect(all("name" not in request["registry"] for request in asked), "cargo sent a name")
        refused = [seen for seen in prepared.seen if seen.authorization and seen.status in (401, 403)]
        expect(not refused, f"the registry refused {len(refused)} requests with a token")


def kinds_of_registries(kit: Kit) -> None:
    """A config.json that is open, one that is not, and a second run of cargo.

    A token each time: cargo has headers of a 401 in the second case alone, and keeps config.json for later.
    """
    tokens = list(_tokens(kit).values())
    for open_config in (True, False):
        with at_registry(kit, kit.url, tokens, open_config=open_config) as prepared:
            _succeeds(prepared, *_PUBLISH, cwd=library(prepared.folder, "conformance-lib"))
            user = program(prepared.folder, "conformance-app", uses="conformance-lib", registry=_NAME)
            for command in ("fetch", "update"):
                _succeeds(prepared, command, cwd=user)
            with_headers = any("headers" in request["registry"] for request in prepared.asked())
            expect(open_config != with_headers, "cargo sent headers where there was no 401, or none where there was")


def rejected_token(kit: Kit) -> None:
    """A token that the registry rejects.

    `token rejected` is what cargo says, and it asks the provider no second time.
    """
    kit.stored()
    with at_registry(kit, kit.url, []) as prepared:
        run = prepared.cargo(*_SEARCH)
        expect(run.status == 101, f"exit status {run.status}: {_end(run)}")
        expect("token rejected for `conformance`" in run.said, f"cargo says {_end(run)}")
        expect(prepared.actions() == ["read"], f"cargo asked for {', '.join(prepared.actions())}")


@contextmanager
def at_registry(kit: Kit, served_url: str, tokens: list[str], *, open_config: bool = False) -> Iterator[Scene]:
    """Set up cargo and a registry that takes these tokens; to the provider it is `served_url`."""
    program, args = kit.provider.program, list(kit.provider.args)
    with scene(program, args, served_url, tokens, kit.provider.environment, open_config=open_config) as prepared:
        yield prepared
        kit.invariants.errors(prepared.printed().encode())


def _tokens(kit: Kit) -> dict[str, str]:
    """See that a token is stored, and return what each operation gets."""
    kit.stored()
    answers = {operation: kit.get(operation=operation) for operation in OPERATIONS}
    return {name: expect_kind(answer, "get", of=f"{name}: ").token for name, answer in answers.items()}


def _succeeds(prepared: Scene, *words: str, cwd: Path | None = None, text: str = "") -> Run:
    run = prepared.cargo(*words, cwd=cwd, text=text)
    expect(run.status == 0, f"`cargo {words[0]}` ends with {run.status}: {_end(run)}")
    return run


def _end(run: Run) -> str:
    return " / ".join(line.strip() for line in run.said.splitlines()[-6:] if line.strip()) or "nothing"


def _was_asked(prepared: Scene, action: str) -> None:
    expect(action in prepared.actions(), f"cargo asked the provider for {', '.join(prepared.actions()) or 'nothing'}")


def _used(prepared: Scene, token: str) -> None:
    used = {seen.authorization for seen in prepared.seen} - {""}
    expect(used == {token}, f"the registry saw {len(used)} tokens" + (", another one" if len(used) == 1 else ""))


def _asked_to_publish(prepared: Scene, names: list[str]) -> None:
    """Hold the requests against what was uploaded."""
    asked = [request for request in prepared.asked() if request.get("operation") == "publish"]
    told = sorted((request.get("name"), request.get("vers"), request.get("cksum")) for request in asked)
    files = {name: prepared.folder / "uploads" / f"{name}-0.1.0.crate" for name in names}
    sent = sorted((name, "0.1.0", hashlib.sha256(file.read_bytes()).hexdigest()) for name, file in files.items())
    expect(told == sent, f"cargo asked for {', '.join(prepared.actions())}")
    expect(prepared.actions()[0] == "read", f"cargo asked for {prepared.actions()[0]} first")
    expect(set(prepared.actions()) == {"read", "publish"}, f"cargo asked for {', '.join(prepared.actions())}")


def _write_fixed_provider(path: Path, token: str) -> None:
    """Write a provider that gives this token to everybody."""
    answer = {"Ok": {"kind": "get", "token": token, "cache": "session", "operation_independent": True}}
    path.write_text(f"#!/bin/sh\necho '{{\"v\":[1]}}'\nread -r request\necho '{json.dumps(answer)}'\n")
    path.chmod(0o755)


_STORED = (needs.cargo, needs.token)
_SEPARATE = (*_STORED, needs.separate)

SECTION = Section(
    "cargo",
    "D, E, I. With real cargo",
    (
        Case("40", second_provider, (needs.cargo,)),
        Case("49", sequence_of_publish, _SEPARATE),
        Case("50", token_after_publish, _SEPARATE),
        Case("53", publish_of_workspace, _SEPARATE),
        Case("54", dry_run, _SEPARATE),
        Case("71", first_login, (needs.cargo, needs.login)),
        Case("89", fallback_to_cargo, (needs.cargo,)),
        Case("90", no_noise, _STORED),
        Case("91", every_command, _STORED),
        Case("92", kinds_of_registries, _STORED),
        Case("93", rejected_token, _STORED),
    ),
)

"""D with real cargo: what it asks for when it publishes, and which token it sends."""

import hashlib
import json

from credprovider.conformance import needs
from credprovider.conformance.at_registry import PUBLISH, at_registry, succeeds, tokens_by_operation
from credprovider.conformance.cargo import Scene, find_cargo
from credprovider.conformance.case import Case, Skipped
from credprovider.conformance.expect import expect
from credprovider.conformance.kit import Kit
from credprovider.conformance.packages import library

_WORKSPACES = (1, 90)  # the first cargo that publishes a workspace


def sequence_of_publish(kit: Kit) -> None:
    """A publish: what cargo asks for.

    A token to read, then one to publish with the name, version and checksum of the .crate file that is sent, and for
    nothing else but reading: an answer to read that cargo may keep for all operations would leave it at that.
    """
    tokens = tokens_by_operation(kit)
    with at_registry(kit, kit.url, list(tokens.values())) as prepared:
        succeeds(prepared, *PUBLISH, cwd=library(prepared.folder, "conformance-lib"))
        _asked_to_publish(prepared, ["conformance-lib"])


def token_after_publish(kit: Kit) -> None:
    """The token after a publish.

    The token to read: cargo waits until the crate is in the index, and must not use the one to publish for that.
    """
    tokens = tokens_by_operation(kit)
    if tokens["read"] == tokens["publish"]:
        raise Skipped("reading and publishing have the same token")
    with at_registry(kit, kit.url, list(tokens.values())) as prepared:
        succeeds(prepared, *PUBLISH, cwd=library(prepared.folder, "conformance-lib"))
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
    with at_registry(kit, kit.url, list(tokens_by_operation(kit).values())) as prepared:
        (prepared.folder / "Cargo.toml").write_text(f'[workspace]\nresolver = "2"\nmembers = {json.dumps(names)}\n')
        for name in names:
            library(prepared.folder, name)
        succeeds(prepared, *PUBLISH, "--workspace")
        _asked_to_publish(prepared, names)


def dry_run(kit: Kit) -> None:
    """A publish that is only tried.

    No token to publish is asked for with --dry-run.
    """
    with at_registry(kit, kit.url, list(tokens_by_operation(kit).values())) as prepared:
        succeeds(prepared, *PUBLISH, "--dry-run", cwd=library(prepared.folder, "conformance-lib"))
        expect("publish" not in prepared.actions(), f"cargo asked for {', '.join(prepared.actions())}")


def _asked_to_publish(prepared: Scene, names: list[str]) -> None:
    """Hold the requests against what was uploaded."""
    asked = [request for request in prepared.asked() if request.get("operation") == "publish"]
    told = sorted((request.get("name"), request.get("vers"), request.get("cksum")) for request in asked)
    files = {name: prepared.folder / "uploads" / f"{name}-0.1.0.crate" for name in names}
    sent = sorted((name, "0.1.0", hashlib.sha256(file.read_bytes()).hexdigest()) for name, file in files.items())
    expect(told == sent, f"cargo asked for {', '.join(prepared.actions())}")
    expect(prepared.actions()[0] == "read", f"cargo asked for {prepared.actions()[0]} first")
    expect(set(prepared.actions()) == {"read", "publish"}, f"cargo asked for {', '.join(prepared.actions())}")


_STORED = (needs.cargo, needs.token)
_SEPARATE = (*_STORED, needs.separate)

CASES = (
    Case("49", sequence_of_publish, _SEPARATE),
    Case("50", token_after_publish, _SEPARATE),
    Case("53", publish_of_workspace, _SEPARATE),
    Case("54", dry_run, _SEPARATE),
)

"""Every cargo that rustup has installed here: the same commands with the same results."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.company import NO_TOKEN, Company
from tests.e2e.witness import Witness
from tests.servers.cargo_registry.accounts import OWNER

FIRST = (1, 74)  # the first stable cargo with credential providers


def toolchains() -> list[str]:
    """Return the names of rustup's toolchains, one for each version; "" is the cargo on PATH, whatever it is."""
    folder = Path(os.environ.get("RUSTUP_HOME") or Path.home() / ".rustup") / "toolchains"
    found = {version("cargo"): ""}
    for path in sorted(folder.glob("*/bin/cargo")):
        found.setdefault(version(str(path)), path.parents[1].name)
    return [name for number, name in found.items() if not name or number >= FIRST]


def version(cargo: str) -> tuple[int, ...]:
    """Return major and minor version of a cargo, nothing when it is not there."""
    program = shutil.which(cargo)
    if program is None:
        return ()
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in said.split(" ")[1].split(".")[:2])


@pytest.mark.parametrize("toolchain", toolchains())
def test_a_life_of_a_token(file_store: Company, witnessed: Witness, toolchain: str) -> None:
    # conformance 95
    company, cargo, named = file_store, file_store.cargo, ("--registry", "company")
    if toolchain:
        cargo.extra["RUSTUP_TOOLCHAIN"] = toolchain
    library, program = company.library(), company.program()
    refused = cargo.run("fetch", cwd=program)
    assert (refused.status, NO_TOKEN in refused.stderr) == (101, True), refused.said

    for run in (
        company.log_in(OWNER.token),
        cargo.run("publish", cwd=library),
        cargo.run("run", cwd=program),
        cargo.run("search", *named, "acme"),
        cargo.run("yank", *named, "acme-lib@0.1.0"),
        cargo.run("yank", *named, "--undo", "acme-lib@0.1.0"),
        cargo.run("owner", *named, "--list", "acme-lib"),
        company.log_out(),
    ):
        assert run.status == 0, run.said

    sent = [seen for seen in company.registry.requests() if seen.authorization]
    assert {seen.authorization for seen in sent} == {OWNER.token}
    assert {(seen.method, seen.status) for seen in sent} >= {("GET", 200), ("PUT", 200), ("DELETE", 200)}
    assert {seen.status for seen in sent} <= {200, 304, 404}  # 404: the crate before its first version
    assert {"read", "login", "logout"} == set(witnessed.whats())
    assert "not currently logged in" in company.log_out().stderr
    assert [upload.metadata["name"] for upload in company.registry.uploads()] == ["acme-lib"]

"""Everything that reads from a registry, and a registry that tells in different ways that it wants a token."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from credprovider.conformance.registry.accounts import Account
from tests.canary import CANARY
from tests.cargo_home import CargoHome
from tests.e2e.company import Company
from tests.e2e.packages import library
from tests.e2e.witness import Witness, witness
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.registry import running_registry

HELD = [{"name": "acme-lib", "vers": "0.1.0"}]


@pytest.fixture(params=[False, True], ids=["closed-config", "open-config"])
def reader(request: pytest.FixtureRequest, cargo_home: CargoHome, tmp_path: Path) -> Iterator[tuple[Company, Witness]]:
    """A registry with one library and a developer who is logged in; config.json asks for a token itself, or says that
    the rest does.
    """
    with running_registry(tmp_path / "registry", open_config=request.param, crates=HELD) as registry:
        company, heard = Company(cargo_home, registry), witness(tmp_path)
        company.providers(f'credential-provider = ["{heard.program}"]')
        company.settings('store = "file"', more='[file]\nprotection = "none"')
        assert company.log_in(OWNER.token).status == 0
        heard.log.unlink()
        yield company, heard


def test_the_first_read_may_come_with_headers_and_the_next_one_without(
    reader: tuple[Company, Witness], request: pytest.FixtureRequest
) -> None:
    # conformance 57, 92: the second command finds config.json in its cache and asks at once
    company, heard = reader
    before = len(company.registry.requests())
    for folder in (company.program("one"), company.program("two")):
        run = company.cargo.run("fetch", cwd=folder)
        assert run.status == 0, run.said

    first, *others = [exchange.request["registry"] for exchange in heard.exchanges()]
    closed = request.node.callspec.id == "closed-config"
    assert ("headers" in first) == closed
    if closed:
        assert f'WWW-Authenticate: Cargo login_url="{company.registry.base}/me"' in first["headers"]
    assert [registry for registry in others if "headers" in registry] == []
    assert len(others) == 1
    refused = [seen for seen in company.registry.requests()[before:] if seen.status == 401]
    assert [(seen.path, seen.authorization) for seen in refused] == [("/index/config.json", "")] * closed


@pytest.mark.parametrize(
    ("words", "shows"),
    [
        (["search", "--registry", "company", "acme"], 'acme-lib = "0.1.0"'),
        (["info", "--registry", "company", "acme-lib"], "version: 0.1.0"),
    ],
)
def test_looking_around(reader: tuple[Company, Witness], words: list[str], shows: str) -> None:
    # conformance 91, 92
    company, heard = reader
    run, tokens = company.tokens_during(lambda: company.cargo.run(*words))

    assert (run.status, tokens) == (0, {OWNER.token}), run.said
    assert shows in run.stdout
    assert set(heard.whats()) == {"read"}


def test_an_update(reader: tuple[Company, Witness]) -> None:
    # conformance 91
    company, heard = reader
    folder = company.program()
    assert company.cargo.run("update", cwd=folder).status == 0
    run, tokens = company.tokens_during(lambda: company.cargo.run("update", cwd=folder))

    assert (run.status, tokens) == (0, {OWNER.token}), run.said
    assert heard.whats() == ["read", "read"]


@pytest.mark.parametrize("by", ["index", "registry"])
def test_a_program_is_installed(reader: tuple[Company, Witness], by: str) -> None:
    # conformance 36, 91: by its index a registry has no name
    company, heard = reader
    folder = library(company.cargo.root, "acme-tool", package='publish = ["company"]\n')
    (folder / "src" / "lib.rs").rename(folder / "src" / "main.rs")
    (folder / "src" / "main.rs").write_text('fn main() { println!("installed"); }\n')
    assert company.cargo.run("publish", "--no-verify", cwd=folder).status == 0
    heard.log.unlink()
    where = ["--index", company.registry.index_url] if by == "index" else ["--registry", "company"]
    target = company.cargo.root / "installed"
    run = company.cargo.run("install", *where, "--debug", "--root", str(target), "acme-tool")
    assert run.status == 0, run.said

    assert company.cargo.program(str(target / "bin" / "acme-tool")).stdout == "installed\n"
    names = {exchange.request["registry"].get("name") for exchange in heard.exchanges()}
    assert names == ({None} if by == "index" else {"company"})


def test_a_rejected_token_is_told_by_cargo_and_not_asked_for_again(reader: tuple[Company, Witness]) -> None:
    # conformance 93
    company, heard = reader
    assert company.log_in("stale").status == 0
    heard.log.unlink()
    run = company.cargo.run("fetch", cwd=company.program())

    assert run.status == 101
    assert "token rejected for `company`" in run.stderr
    assert "cargo-credprovider:" not in run.stderr
    assert heard.whats() == ["read"]


@pytest.mark.parametrize("seconds", [3600, 45])
def test_a_token_with_an_end_is_asked_for_once(cargo_home: CargoHome, tmp_path: Path, seconds: int) -> None:
    # conformance 45, 46: within its last minute cargo would ask anew for config.json, index and download
    def part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    ends = int(time.time()) + seconds
    account = Account(f"{part({'alg': 'RS256'})}.{part({'exp': ends})}.{CANARY}", "somebody", ("read",))
    with running_registry(tmp_path / "registry", accounts=[account], crates=HELD) as registry:
        company, heard = Company(cargo_home, registry), witness(tmp_path)
        company.providers(f'credential-provider = ["{heard.program}"]')
        company.settings('store = "file"', more='[file]\nprotection = "none"')
        assert company.log_in(account.token).status == 0
        heard.log.unlink()
        run, tokens = company.tokens_during(lambda: company.cargo.run("fetch", cwd=company.program()))

    assert (run.status, tokens) == (0, {account.token}), run.said
    (exchange,) = heard.exchanges()
    given = exchange.answer["Ok"]
    assert (given["cache"], given.get("expiration")) == (("expires", ends) if seconds > 90 else ("session", None))

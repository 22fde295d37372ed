"""The pages on Vault, run from the pages themselves: by whoever administers a real server, and by real cargo."""

import dataclasses
import os
import re
import textwrap
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import tomli

from credprovider.settings_check import check_document
from tests.conftest import VAULT_PROGRAM, VAULTS_USED
from tests.e2e.company import Company
from tests.e2e.page import DOCS, Page, run_commands
from tests.servers import bao
from tests.servers.cargo_registry.accounts import PUBLISHER, READER
from tests.servers.processes import Child
from tests.servers.vault_server import VaultServer

PAGES = ["vault.md", *(f"vault/{path.name}" for path in sorted((DOCS / "vault").glob("*.md")))]


@pytest.mark.parametrize("name", PAGES)
def test_every_settings_block_is_accepted(name: str) -> None:
    blocks = [(block.file, block.text) for block in Page(name).blocks if block.language == "toml"]
    blocks += [block for file in Page(name).blocks if file.language == "yaml" for block in files_in(file.text)]

    assert blocks
    for file, text in blocks:
        if file.endswith("config.toml"):
            assert "index" in tomli.loads(text)["registries"]["company"]
        else:
            check_document(text.encode(), name)


def files_in(manifest: str) -> list[tuple[str, str]]:
    """Return the files in a ConfigMap's `data`, each with its name."""
    found = re.findall(r"^  (\S+\.toml): \|\n((?:    .*\n|\n)+)", manifest, re.MULTILINE)
    return [(name, textwrap.dedent(text)) for name, text in found]


def test_the_overview_names_every_page() -> None:
    text = (DOCS / "vault.md").read_text()

    assert all(f"({name})" in text for name in PAGES[1:])


@dataclasses.dataclass
class Office:
    """A real server nobody has set up yet, and a company whose cargo knows only what a page tells it."""

    company: Company
    server: VaultServer
    program: str

    def page(self, name: str, more: Mapping[str, str] | None = None) -> Page:
        """Return a page with the addresses of this office; more: further words, to what they are here."""
        values = {
            "https://vault.example.com:8200": self.server.address,
            "sparse+https://kellnr.example.com/api/v1/crates/": self.company.registry.index_url,
        }
        return Page(name, {**values, **(more or {})})

    def administer(self, commands: str) -> str:
        """Run commands as root; `vault` is the program of the server."""
        folder = self.company.cargo.root / "programs"
        folder.mkdir(exist_ok=True)
        if not (folder / "vault").exists():
            (folder / "vault").symlink_to(self.program)
        environment = {
            **self.server.environment(self.server.root_token),
            "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.company.cargo.root),
            "KELLNR_TOKEN": READER.token,
            "KELLNR_PUBLISH_TOKEN": PUBLISHER.token,
        }
        return run_commands(commands, environment, self.company.cargo.root)

    def follow(self, page: Page, folder: str = "~/.cargo") -> None:
        """Write the page's two files into cargo's home, and have Vault's certificate trusted.

        folder: where the page puts them.
        """
        self.company.cargo.config(page.file(f"{folder}/config.toml"))
        self.company.cargo.provider_settings(page.file(f"{folder}/credprovider.toml"))
        self.company.cargo.extra["VAULT_CACERT"] = str(self.server.ca_file)

    def search(self) -> set[str]:
        """Have cargo search in the registry; return the tokens that the registry saw."""
        cargo = self.company.cargo
        run, tokens = self.company.tokens_during(lambda: cargo.run("search", "--registry", "company", "x"))
        assert run.status == 0, run.said
        return tokens


@pytest.fixture
def office(company: Company, tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Office]:
    """The scene of a page."""
    program = pytestconfig.stash[VAULT_PROGRAM]
    if program is None:
        pytest.skip(f"no `bao` or `vault` on PATH and {bao.SETTING} is not set: pages run on a real server alone")
    folder = tmp_path / "vault"
    folder.mkdir()
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    company.cargo.extra["XDG_RUNTIME_DIR"] = str(runtime)
    company.cargo.extra["KUBERNETES_SERVICE_HOST"] = "no-kernel-keyring"  # which is this machine's, not the test's
    with bao.real_vault(program, folder) as server:
        pytestconfig.stash[VAULTS_USED].add(server.name)
        yield Office(company, server, program)


def test_approle(office: Office) -> None:
    root = office.company.cargo.root
    made = office.page("vault/approle.md")
    office.administer(made.commands("vault auth enable approle"))
    (root / "secret-id").chmod(0o600)
    office.follow(
        office.page(
            "vault/approle.md",
            {"ROLE-ID": (root / "role-id").read_text(), "/etc/cargo-farm/secret-id": f"{root}/secret-id"},
        )
    )

    assert office.search() == {READER.token}


def test_agent(office: Office) -> None:
    root = office.company.cargo.root
    office.administer(office.page("vault/approle.md").commands("vault auth enable approle"))
    page = office.page("vault/agent.md", {"/etc/vault-agent/": f"{root}/", "/run/vault-agent/": f"{root}/"})
    (root / "agent.hcl").write_text(page.file("/etc/vault-agent.hcl"))
    environment = {**office.server.environment(), "HOME": str(root), "PATH": os.environ["PATH"]}
    command = [office.program, *page.commands("vault proxy").split()[1:2], f"-config={root}/agent.hcl"]
    with Child(command, environment=environment, directory=root, name="agent") as agent:
        office.follow(page)
        name, _, value = page.commands("VAULT_AGENT_ADDR").removeprefix("export ").strip().partition("=")
        office.company.cargo.extra[name] = value
        wait_for(root / "agent.sock", agent)

        assert office.search() == {READER.token}


def wait_for(socket: Path, child: Child) -> None:
    """Wait until the child has made its socket."""
    for _ in range(200):
        if socket.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"no socket: {child.printed()}")

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
import trustme

from credprovider.settings_check import check_document
from tests.conftest import VAULT_PROGRAM, VAULTS_USED
from tests.credprovider.vault.auth.attended import consented, opened
from tests.e2e.company import Company
from tests.e2e.page import DOCS, Page, run_commands
from tests.servers import bao
from tests.servers.cargo_registry.accounts import PUBLISHER, READER
from tests.servers.ci_system import running_ci_system
from tests.servers.identity_provider import CLIENT_SECRET, running_identity_provider
from tests.servers.kubernetes_api import REVIEWER, running_cluster
from tests.servers.processes import Child, free_port
from tests.servers.vault_server import VaultServer
from tests.terminal import Session

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
        self.use(page.file(f"{folder}/config.toml"), page.file(f"{folder}/credprovider.toml"))

    def use(self, config: str, settings: str) -> None:
        """Write the two files into cargo's home, and have Vault's certificate trusted."""
        self.company.cargo.config(config)
        self.company.cargo.provider_settings(settings)
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
    folders = {"/etc/vault-agent/": f"{root}/", "/run/vault-agent/": f"{root}/"}
    owners = {'"vault-agent"': f'"{os.getuid()}"', '"cargo-farm"': f'"{os.getgid()}"'}
    page = office.page("vault/agent.md", folders | owners)
    (root / "agent.hcl").write_text(page.file("/etc/vault-agent.hcl"))
    environment = {**office.server.environment(), "HOME": str(root), "PATH": os.environ["PATH"]}
    command = [office.program, *page.commands("vault proxy").split()[1:2], f"-config={root}/agent.hcl"]
    with Child(command, environment=environment, directory=root, name="agent") as agent:
        office.follow(page)
        name, _, value = page.commands("VAULT_AGENT_ADDR").removeprefix("export ").strip().partition("=")
        office.company.cargo.extra[name] = value
        wait_for(root / "agent.sock", agent)
        assert (root / "agent.sock").stat().st_mode & 0o777 == 0o660

        assert office.search() == {READER.token}


def test_github_actions(office: Office) -> None:
    with running_ci_system() as github:
        github.claims |= {"repository": "acme/app", "repository_owner": "acme", "ref": "refs/pull/1/merge"}
        page = office.page("vault/github-actions.md", {"https://token.actions.githubusercontent.com": github.issuer})
        office.administer(page.commands("vault auth enable jwt"))
        office.follow(page, "ci")
        cargo = office.company.cargo
        cargo.extra.update(github.job)
        library = office.company.library()

        assert office.search() == {READER.token}
        refused = cargo.run("publish", "--registry", "company", cwd=library)
        assert refused.status == 101
        assert "does not let the auth method `jwt` log in as the role `cargo-publish`" in refused.stderr

        github.claims["ref"] = "refs/heads/main"
        run = cargo.run("publish", "--registry", "company", cwd=library)
        assert run.status == 0, run.said
        sent = {seen.authorization for seen in office.company.registry.requests() if seen.method == "PUT"}
        assert sent == {PUBLISHER.token}


def test_gitlab(office: Office) -> None:
    with running_ci_system() as gitlab:
        gitlab.claims |= {"project_path": "acme/app", "namespace_path": "acme"}
        page = office.page("vault/gitlab.md", {"https://gitlab.example.com": gitlab.issuer})
        office.administer(page.commands("vault auth enable"))
        office.follow(page, "ci")
        (audience,) = re.findall(r"aud: (\S+)", page.file(".gitlab-ci.yml"))
        office.company.cargo.extra["VAULT_ID_TOKEN"] = gitlab.jwt(audience)

        assert office.search() == {READER.token}


def test_kubernetes(office: Office) -> None:
    root = office.company.cargo.root
    with running_cluster() as cluster:
        page = office.page("vault/kubernetes.md", {"https://kubernetes.default.svc": cluster.address})
        (root / "cluster-ca.pem").write_text(cluster.ca)
        written = f'kubernetes_host="{cluster.address}"'  # in a cluster Vault has what follows from its own pod
        own = f"kubernetes_ca_cert=@{root}/cluster-ca.pem token_reviewer_jwt={REVIEWER}"
        office.administer(page.commands("vault auth enable kubernetes").replace(written, f"{written} {own}"))
        files = dict(files_in(page.file("cargo-home.yaml")))
        mounted = root / "pod-token"
        mounted.write_text(cluster.pod_token("ci", "cargo-build"))
        settings = files["credprovider.toml"].replace(
            'role = "cargo-build"', f'role = "cargo-build", file = "{mounted}"'
        )
        office.use(files["config.toml"], settings)

        assert office.search() == {READER.token}


def test_certificate(office: Office) -> None:
    root = office.company.cargo.root
    authority = trustme.CA()
    authority.cert_pem.write_to_path(root / "company-ca.pem")
    own = authority.issue_cert("farm-1.example.com", common_name="farm-1.example.com")
    own.cert_chain_pems[0].write_to_path(root / "farm.pem")
    own.private_key_pem.write_to_path(root / "farm.key")
    page = office.page("vault/certificate.md", {"/etc/pki/": f"{root}/"})
    office.administer(page.commands("vault auth enable cert"))
    office.follow(page)

    assert office.search() == {READER.token}


def test_laptop(office: Office) -> None:
    root = office.company.cargo.root
    port = str(free_port())
    with running_identity_provider(root) as issuer:
        here = {"https://sso.example.com": issuer, "$OIDC_CLIENT_SECRET": CLIENT_SECRET, "8250": port}
        page = office.page("vault/laptop.md", here)
        office.administer(page.commands("vault auth enable oidc"))
        office.follow(page)
        settings = page.file("~/.cargo/credprovider.toml").replace('"cargo" }', f'"cargo", port = {port} }}')
        office.company.cargo.provider_settings(settings)
        words = page.commands("vault login").split()
        shell = ["sh", "-c", '"$@"; echo "the status is $?"; exec sleep 60', "sh", *words]
        with Session(shell, office.company.cargo.environment, folder=root) as terminal:
            url = terminal.shown("Waiting for the login").partition("\r\n    ")[2].split()[0]
            assert "You are logged in." in opened(consented(url)).text
            terminal.shown("the status is 0")

    assert office.search() == {READER.token}


def wait_for(socket: Path, child: Child) -> None:
    """Wait until the child has made its socket."""
    for _ in range(200):
        if socket.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"no socket: {child.printed()}")

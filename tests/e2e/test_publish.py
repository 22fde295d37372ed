"""What `cargo publish` and the other commands of an owner ask for, in which order, and which token then goes where."""

import hashlib
from pathlib import Path

import pytest

from credprovider.conformance.registry.accounts import Account
from tests.cargo_home import CargoHome
from tests.e2e.company import Company
from tests.e2e.packages import library
from tests.e2e.witness import Exchange, Witness, witness
from tests.servers.cargo_registry.accounts import OWNER, PUBLISHER, READER
from tests.servers.registry import running_registry

WRITES = ("publish", "yank", "unyank", "owners")


@pytest.fixture
def divided(witnessed: Witness, file_store: Company) -> Company:
    """One token for reading, one for publishing, one for the rest; the first letters of all three are stored."""
    url = file_store.registry.index_url
    common = OWNER.token.removesuffix("owner")
    assert READER.token == f"{common}reader"
    assert PUBLISHER.token == f"{common}publisher"
    routes = {"publish": "publisher", "yank": "owner", "unyank": "owner", "owners": "owner"}
    tables = "".join(f'{operation} = {{ header = "{{token}}{end}" }}\n' for operation, end in routes.items())
    file_store.settings('store = "file"\nheader = "{token}reader"\n' + tables, more='[file]\nprotection = "none"')
    assert file_store.log_in(common).status == 0
    assert url in (file_store.cargo.path / "credprovider-tokens.json").read_text()
    witnessed.log.unlink()
    return file_store


def caching(exchange: Exchange) -> tuple[str, bool]:
    given = exchange.answer["Ok"]
    return given["cache"], given["operation_independent"]


def test_a_publish_is_read_publish_read_each_with_its_own_token(divided: Company, witnessed: Witness) -> None:
    # conformance 44, 48 to 50; abuse case 97
    run = divided.cargo.run("publish", cwd=divided.library())
    assert run.status == 0, run.said

    whats = witnessed.whats()
    assert set(whats) == {"read", "publish"}
    assert whats[0] == "read"
    assert whats.count("publish") == 1
    for exchange in witnessed.exchanges():
        assert exchange.arguments == ["--cargo-plugin"]
        assert caching(exchange) == (("never", False) if exchange.what == "publish" else ("session", False))

    log = [seen for seen in divided.registry.requests() if seen.authorization]
    (put,) = [place for place, seen in enumerate(log) if seen.method == "PUT"]
    assert log[put].authorization == PUBLISHER.token
    assert {seen.authorization for seen in log[:put]} == {READER.token}
    waiting = log[put + 1 :]
    assert [seen for seen in waiting if seen.path == "/index/ac/me/acme-lib" and seen.status == 200]
    assert {seen.authorization for seen in waiting} == {READER.token}


@pytest.mark.parametrize(
    ("words", "operation", "method"),
    [
        (["yank", "acme-lib@0.1.0"], "yank", "DELETE"),
        (["yank", "--undo", "acme-lib@0.1.0"], "unyank", "PUT"),
        (["owner", "--list", "acme-lib"], "owners", "GET"),
        (["owner", "--add", "security", "acme-lib"], "owners", "PUT"),
        (["owner", "--remove", "nobody", "acme-lib"], "owners", "DELETE"),
    ],
)
def test_the_other_commands_of_an_owner(
    divided: Company, witnessed: Witness, words: list[str], operation: str, method: str
) -> None:
    # conformance 44, 48, 91
    assert divided.cargo.run("publish", "--no-verify", cwd=divided.library()).status == 0
    before, said = len(divided.registry.requests()), len(witnessed.exchanges())
    run = divided.cargo.run(*words, "--registry", "company")
    assert run.status == 0, run.said

    asked = witnessed.exchanges()[said:]
    assert asked[-1].what == operation
    assert {exchange.what for exchange in asked[:-1]} <= {"read"}
    assert caching(asked[-1]) == ("never", False)
    assert asked[-1].request["name"] == "acme-lib"
    (sent,) = [seen for seen in divided.registry.requests()[before:] if not seen.path.startswith("/index/")]
    assert (sent.method, sent.authorization, sent.status) == (method, OWNER.token, 200)


def test_a_token_without_divisions_is_asked_for_once(witnessed: Witness, file_store: Company) -> None:
    assert file_store.log_in(OWNER.token).status == 0
    witnessed.log.unlink()
    assert file_store.cargo.run("publish", cwd=file_store.library()).status == 0

    assert witnessed.whats() == ["read"]
    assert caching(witnessed.exchanges()[0]) == ("session", True)


def test_every_package_of_a_workspace_is_published_under_its_own_name(divided: Company, witnessed: Witness) -> None:
    # conformance 53
    root = divided.cargo.root / "workspace"
    root.mkdir()
    (root / "Cargo.toml").write_text('[workspace]\nresolver = "2"\nmembers = ["one", "two"]\n')
    library(root, "one", version="0.1.0", package='publish = ["company"]\n')
    uses = '[dependencies]\none = { path = "../one", version = "0.1", registry = "company" }\n'
    library(root, "two", version="0.2.0", package='publish = ["company"]\n', rest=uses)
    run = divided.cargo.run("publish", "--workspace", cwd=root)
    assert run.status == 0, run.said

    asked = [exchange.request for exchange in witnessed.exchanges() if exchange.what == "publish"]
    uploads = {upload.metadata["name"]: upload for upload in divided.registry.uploads()}
    assert [(fields["name"], fields["vers"]) for fields in asked] == [("one", "0.1.0"), ("two", "0.2.0")]
    for fields in asked:
        assert fields["cksum"] == hashlib.sha256(uploads[fields["name"]].crate).hexdigest()


def test_a_dry_run_asks_for_no_token_to_publish(divided: Company, witnessed: Witness) -> None:
    # conformance 54
    run = divided.cargo.run("publish", "--dry-run", cwd=divided.library())
    assert run.status == 0, run.said

    assert set(witnessed.whats()) == {"read"}
    assert divided.registry.uploads() == []
    assert {seen.authorization for seen in divided.registry.requests()} - {""} == {READER.token}


def test_a_token_that_may_only_publish_is_enough_for_a_public_registry(cargo_home: CargoHome, tmp_path: Path) -> None:
    # conformance 51: cargo wants an answer to `read` first, and does not send it
    account = Account(f"{OWNER.token}-publishes", "releases", ("publish",))
    with running_registry(tmp_path / "public", auth_required=False, accounts=[account]) as registry:
        company = Company(cargo_home, registry)
        heard = witness(tmp_path)
        company.providers(f'credential-provider = ["{heard.program}"]')
        company.settings('store = "file"\npublish = {}', more='[file]\nprotection = "none"')
        assert company.log_in(account.token).status == 0
        run, tokens = company.tokens_during(lambda: cargo_home.run("publish", cwd=company.library()))

    assert run.status == 0, run.said
    assert heard.whats() == ["login", "read", "publish"]
    assert [(seen.method, seen.authorization) for seen in registry.requests() if seen.authorization] == [
        ("PUT", account.token)
    ]
    assert tokens == {account.token}

"""The test registry over HTTP: what it gives to whom, and what it refuses in which words."""

import hashlib
import http.client
import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from credprovider.conformance.registry.accounts import Account
from credprovider.conformance.registry.crates import empty_library
from credprovider.conformance.registry.index import line_of, path_of
from tests.servers.cargo_registry.accounts import OWNER, PUBLISHER, READER
from tests.servers.registry import Registry, running_registry
from tests.servers.vault_server import Answer


def ask(registry: Registry, method: str, path: str, token: str = "", body: bytes = b"", **headers: str) -> Answer:
    connection = http.client.HTTPConnection(registry.base.removeprefix("http://"), timeout=10)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, body, {"Authorization": token, **sent} if token else sent)
        answer = connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def upload(name: str, version: str, **metadata: Any) -> bytes:
    described = json.dumps({"name": name, "vers": version, "deps": [], "features": {}, **metadata}).encode()
    crate = empty_library(name, version)
    return len(described).to_bytes(4, "little") + described + len(crate).to_bytes(4, "little") + crate


def detail(answer: Answer) -> str:
    text: str = answer.json["errors"][0]["detail"]
    return text


def test_without_a_token_it_says_where_to_log_in(registry: Registry) -> None:
    answer = ask(registry, "GET", "/index/config.json")

    assert answer.status == 401
    assert answer.headers["www-authenticate"] == f'Cargo login_url="{registry.base}/me"'
    assert ask(registry, "GET", "/me").status == 200


def test_a_token_opens_the_index(registry: Registry) -> None:
    answer = ask(registry, "GET", "/index/config.json", READER.token)

    assert answer.json == {
        "dl": f"{registry.base}/api/v1/crates",
        "api": registry.base,
        "auth-required": True,
    }


@pytest.mark.parametrize("token", ["nobody", f"Bearer {READER.token}", READER.token.upper()])
def test_a_token_counts_as_it_stands(registry: Registry, token: str) -> None:
    assert ask(registry, "GET", "/index/config.json", token).status == 401


def test_a_public_registry_lets_everybody_read_but_not_write(tmp_path: Path) -> None:
    with running_registry(tmp_path, auth_required=False, crates=[{"name": "held", "vers": "1.0.0"}]) as registry:
        assert "auth-required" not in ask(registry, "GET", "/index/config.json").json
        assert ask(registry, "GET", "/index/he/ld/held").status == 200
        assert ask(registry, "GET", "/api/v1/crates/held/1.0.0/download").status == 200
        assert ask(registry, "PUT", "/api/v1/crates/new", body=upload("a", "1.0.0")).status == 401


def test_an_open_config_says_that_the_rest_is_closed(tmp_path: Path) -> None:
    with running_registry(tmp_path, open_config=True, crates=[{"name": "held", "vers": "1.0.0"}]) as registry:
        assert ask(registry, "GET", "/index/config.json").json["auth-required"] is True
        assert ask(registry, "GET", "/index/he/ld/held").status == 401


def test_what_is_published_is_in_the_index_and_can_be_fetched(registry: Registry) -> None:
    published = ask(registry, "PUT", "/api/v1/crates/new", PUBLISHER.token, upload("Some-Crate", "1.0.0"))
    index = ask(registry, "GET", "/index/so/me/some-crate", READER.token)
    file = ask(registry, "GET", "/api/v1/crates/Some-Crate/1.0.0/download", READER.token)

    assert published.status == 200
    assert index.json["name"] == "Some-Crate"
    assert index.json["cksum"] == hashlib.sha256(file.body).hexdigest()
    assert [sent.metadata["vers"] for sent in registry.uploads()] == ["1.0.0"]
    assert 'name = "Some-Crate"' in registry.uploads()[0].file("Cargo.toml")


def test_the_index_knows_what_a_reader_has_seen(registry: Registry) -> None:
    ask(registry, "PUT", "/api/v1/crates/new", PUBLISHER.token, upload("acme", "1.0.0"))
    tag = ask(registry, "GET", "/index/ac/me/acme", READER.token).headers["etag"]

    assert ask(registry, "GET", "/index/ac/me/acme", READER.token, If_None_Match=tag).status == 304
    ask(registry, "DELETE", "/api/v1/crates/acme/1.0.0/yank", OWNER.token)
    assert ask(registry, "GET", "/index/ac/me/acme", READER.token, If_None_Match=tag).status == 200


@pytest.mark.parametrize("path", ["/index/no/ne/none", "/index/acme", "/index/", "/", "/api/v1/crates/none/1.0.0/yank"])
def test_what_is_not_there(registry: Registry, path: str) -> None:
    method = "DELETE" if path.endswith("yank") else "GET"

    assert ask(registry, method, path, OWNER.token).status == 404


@pytest.mark.parametrize(
    ("method", "path", "right"),
    [
        ("PUT", "/api/v1/crates/new", "publish"),
        ("DELETE", "/api/v1/crates/acme/1.0.0/yank", "yank"),
        ("PUT", "/api/v1/crates/acme/1.0.0/unyank", "yank"),
        ("GET", "/api/v1/crates/acme/owners", "owners"),
    ],
)
def test_a_token_without_the_right_is_refused(registry: Registry, method: str, path: str, right: str) -> None:
    ask(registry, "PUT", "/api/v1/crates/new", PUBLISHER.token, upload("acme", "1.0.0"))
    answer = ask(registry, method, path, READER.token, upload("acme", "1.1.0"))

    assert (answer.status, detail(answer)) == (403, f"this token does not have the right to {right}")


@pytest.mark.parametrize(
    ("name", "version", "reason"),
    [
        ("acme-lib", "1.0.0", "crate version `1.0.0` is already uploaded"),
        ("acme-lib", "1.0.0+build", "crate version `1.0.0+build` is already uploaded"),
        ("acme_lib", "1.1.0", "crate was previously named `acme-lib`"),
        ("Acme-Lib", "1.1.0", "crate was previously named `acme-lib`"),
    ],
)
def test_a_second_upload_of_the_same(registry: Registry, name: str, version: str, reason: str) -> None:
    ask(registry, "PUT", "/api/v1/crates/new", PUBLISHER.token, upload("acme-lib", "1.0.0"))
    answer = ask(registry, "PUT", "/api/v1/crates/new", PUBLISHER.token, upload(name, version))

    assert (answer.status, detail(answer)) == (400, reason)
    assert len(registry.uploads()) == 1


@pytest.mark.parametrize("body", [b"", b"\xff\xff\xff\xff{}", upload("a", "1.0.0")[:-1], b"\x02\0\0\0{}\0\0\0\0"])
def test_a_broken_upload(registry: Registry, body: bytes) -> None:
    assert ask(registry, "PUT", "/api/v1/crates/new", PUBLISHER.token, body).status == 400


def test_owners(registry: Registry) -> None:
    ask(registry, "PUT", "/api/v1/crates/new", PUBLISHER.token, upload("acme", "1.0.0"))
    path = "/api/v1/crates/acme/owners"

    def owners() -> list[str]:
        return [user["login"] for user in ask(registry, "GET", path, OWNER.token).json["users"]]

    assert owners() == ["releases"]
    added = ask(registry, "PUT", path, OWNER.token, b'{"users": ["security"]}').json
    assert (added["ok"], added["msg"]) == (True, "security added as owner of crate acme")
    assert owners() == ["releases", "security"]
    ask(registry, "DELETE", path, OWNER.token, b'{"users": ["security"]}')
    assert owners() == ["releases"]
    assert ask(registry, "DELETE", path, OWNER.token, b'{"users": ["releases"]}').status == 400


def test_who_owns_nothing_changes_nothing(tmp_path: Path) -> None:
    stranger = Account("stranger-token", "sten", ("read", "publish", "yank", "owners"))
    with running_registry(tmp_path, accounts=[OWNER, stranger], crates=[{"name": "held", "vers": "1.0.0"}]) as registry:
        assert ask(registry, "DELETE", "/api/v1/crates/held/1.0.0/yank", stranger.token).status == 403
        again = ask(registry, "PUT", "/api/v1/crates/new", stranger.token, upload("held", "1.1.0"))
        assert again.status == 403


def test_search(registry: Registry) -> None:
    for name in ("acme-one", "acme-two", "other"):
        ask(registry, "PUT", "/api/v1/crates/new", PUBLISHER.token, upload(name, "1.0.0", description=f"about {name}"))
    found = ask(registry, "GET", "/api/v1/crates?q=ACME&per_page=10", READER.token).json

    assert [crate["name"] for crate in found["crates"]] == ["acme-one", "acme-two"]
    assert found["crates"][0] == {"name": "acme-one", "max_version": "1.0.0", "description": "about acme-one"}
    assert found["meta"] == {"total": 2}


def test_the_log_has_every_request_with_its_token(registry: Registry) -> None:
    ask(registry, "GET", "/index/config.json")
    ask(registry, "GET", "/api/v1/crates?q=x", READER.token)

    assert [(seen.method, seen.path, seen.authorization, seen.status) for seen in registry.requests()] == [
        ("GET", "/index/config.json", "", 401),
        ("GET", "/api/v1/crates", READER.token, 200),
    ]


@pytest.mark.parametrize(
    ("name", "path"),
    [("a", "1/a"), ("AB", "2/ab"), ("abc", "3/a/abc"), ("Serde", "se/rd/serde"), ("abcd", "ab/cd/abcd")],
)
def test_where_a_crate_lies_in_the_index(name: str, path: str) -> None:
    assert path_of(name) == path


def test_what_a_publish_writes_into_the_index() -> None:
    dependency = {
        "name": "real-name",
        "version_req": "^1",
        "features": ["f"],
        "optional": True,
        "default_features": False,
        "target": "cfg(unix)",
        "kind": "dev",
        "registry": "https://github.com/rust-lang/crates.io-index",
        "explicit_name_in_toml": "renamed",
    }
    features = {"plain": ["a"], "new": ["dep:a"], "weak": ["a?/b"]}
    metadata = {"name": "a", "vers": "1.0.0", "deps": [dependency], "features": features, "rust_version": "1.74"}
    line = line_of(metadata, b"")

    assert line["deps"] == [
        {
            "name": "renamed",
            "req": "^1",
            "features": ["f"],
            "optional": True,
            "default_features": False,
            "target": "cfg(unix)",
            "kind": "dev",
            "registry": "https://github.com/rust-lang/crates.io-index",
            "package": "real-name",
        }
    ]
    assert line["features"] == {"plain": ["a"]}
    assert line["features2"] == {"new": ["dep:a"], "weak": ["a?/b"]}
    assert (line["v"], line["rust_version"], line["yanked"]) == (2, "1.74", False)


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from tests.servers.registry import running_registry\n"
        "with running_registry(Path(sys.argv[1])) as registry: print(registry.base, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        base = parent.stdout.readline().strip()
        parent.kill()

    host, _, port = base.removeprefix("http://").partition(":")
    end = time.monotonic() + 5
    while listens(host, int(port)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not listens(host, int(port))


def listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True

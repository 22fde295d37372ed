"""URLs as cargo takes them apart and compares them, held against real cargo."""

import json

import pytest

from policy.cargo.index_url import canonical, parse
from tests.policy.agreement import METADATA, agree
from tests.policy.tree import Tree

URLS = [
    "https://a.example.org/index",
    "HTTPS://A.example.org:443",
    "https:a/b",
    "https:///a/b",
    "\thttps://a/b\n",
    "https://[::1]:8080/x",
    "https://[::1/x",
    "https://a:99999/",
    "https://a:x/",
    "https://",
    "https://a b/",
    "https://a^/",
    "https://a%zz/",
    "https://{a}/",
    "https://${A}/",
    "https://u@a/",
    "https://u:p@a/",
    "https://u:@a/",
    "https://:p@a/",
    "https://a/../../b/./c?q#f",
    "ssh://git@a/b.git",
    "git@a:b.git",
    "git://a/b",
    "file:///a",
    "file:a",
    "C:\\a",
    "mailto:a",
    "../a",
    "a.example.org/b",
    "",
    " ",
    "${A}",
    "env:A",
    "sparse+https://a/",
    "sparse+https://a b/",
    "sparse+https://a^/",
    "sparse+https://{a}/",
    "sparse+https://u:p@a/",
    "sparse:https://a/",
    "sparse+",
    "registry+https://a/b",
]


@pytest.mark.parametrize("url", URLS)
def test_cargo_takes_the_same_urls(url: str, cargo_tree: Tree) -> None:
    cargo_tree.write(
        {
            "Cargo.toml": '[package]\nname = "app"\n[dependencies]\nx = { version = "1", registry = "company" }\n',
            ".cargo/config.toml": f"[registries.company]\nindex = {json.dumps(url)}\n",
        }
    )
    cargo_tree.for_cargo()

    agree(cargo_tree, *METADATA)


EQUAL = [
    ("https://a/", "https://a//"),
    ("https://a/b", "https://a/b/"),
    ("https://a/b", "https://a/b.git"),
    ("https://a/b.git/", "https://a/b"),
    ("https://A:443/b", "https://a/b"),
    ("https://a", "https://a/"),
    ("https://github.com/A/b", "https://github.com/a/B"),
    ("http://github.com/a/b", "https://github.com/a/b"),
    ("ssh://git@github.com/a/b", "https://git@github.com/a/b"),
    ("sparse+https://a/b/", "sparse+https://a/b.git/"),
]
DIFFERENT = [
    ("https://a//", "https://a///"),
    ("https://a/b", "http://a/b"),
    ("https://a/b", "https://a/B"),
    ("https://gitlab.com/A/b", "https://gitlab.com/a/b"),
    ("https://a/b?x", "https://a/b"),
    ("https://u@a/b", "https://a/b"),
    ("sparse+https://a/b/", "https://a/b/"),
    ("sparse+https://A/b/", "sparse+https://a/b/"),
    ("sparse+https://a:443/b/", "sparse+https://a/b/"),
    ("https://a/%62", "https://a/b"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(("one", "other"), [*EQUAL, *DIFFERENT])
def test_cargo_compares_alike(one: str, other: str, cargo_tree: Tree) -> None:
    sources = f'[source.a]\nregistry = "{one}"\n[source.b]\nregistry = "{other}"\n'
    cargo_tree.write({"Cargo.toml": '[package]\nname = "app"\n', ".cargo/config.toml": sources})
    cargo_tree.for_cargo()
    arguments = ("metadata", "--format-version", "1", "--offline")

    run, prediction = cargo_tree.cargo(*arguments), cargo_tree.predict(*arguments)

    # which of the two cargo calls the second is chance
    assert ("already defined by" in run.stderr) == ("already defined by" in prediction.message)


def test_parts() -> None:
    url = parse("SPARSE+https://me:secret@[::1]:8080/a/../b/?q=1#f")

    assert url._asdict() == {
        "scheme": "sparse+https",
        "user": "me",
        "password": "secret",
        "host": "[::1]",
        "port": "8080",
        "path": "/b/",
        "query": "q=1",
        "fragment": "f",
    }
    assert url.is_sparse
    assert url.transport == "https"
    assert url.is_loopback


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "a.localhost", "registry.local"])
def test_loopback(host: str) -> None:
    assert parse(f"http://{host}:80/").is_loopback


@pytest.mark.parametrize("host", ["localhost.example.org", "128.0.0.1", "local", "127.0.0.1.example.org"])
def test_elsewhere(host: str) -> None:
    assert not parse(f"http://{host}/").is_loopback


@pytest.mark.parametrize(
    ("url", "lacks"),
    [
        ("sparse+https://a/b", True),
        ("sparse+https://a", True),
        ("sparse+https://a/b/?c", True),
        ("sparse+https://a/b/", False),
        ("https://a/b", False),
    ],
)
def test_the_last_slash(url: str, lacks: bool) -> None:
    assert parse(url).lacks_slash is lacks

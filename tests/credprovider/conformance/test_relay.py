"""Between real cargo and the provider: another URL, the old environment, and nothing of a token on the disk."""

import json
import subprocess
import sys
from pathlib import Path

from credprovider.conformance import relay
from credprovider.conformance.cargo import cargo_environment
from tests.credprovider.conformance.kit import program

ECHO = """#!/bin/sh
printf '{"v":[1]}\\n'
read -r line
printf '%s\\n' "$line"
echo "$CARGO_HOME $CARGO_REGISTRY_TOKEN $NO_PROXY $OTHER" >&2
exit 3
"""


def test_the_environment_of_cargo_is_cleared_and_the_providers_restored() -> None:
    before = {"CARGO_HOME": "/old", "CARGO_REGISTRY_TOKEN": "t", "__CARGO_X": "y", "CARGO": "/cargo", "A": "b"}
    own = {"CARGO_HOME": "/new", "NO_PROXY": "127.0.0.1"}
    for_cargo = cargo_environment(before, own)

    plain = {name: value for name, value in for_cargo.items() if not name.startswith(relay.KEPT)}
    assert plain == {"CARGO_HOME": "/new", "NO_PROXY": "127.0.0.1", "CARGO": "/cargo", "A": "b"}
    assert relay.provider_environment(for_cargo, ["CARGO_HOME", "NO_PROXY"]) == before


def test_a_request_is_passed_on_with_the_url_that_the_provider_serves(tmp_path: Path) -> None:
    config = {
        "program": program(tmp_path, ECHO),
        "cargo_url": "sparse+http://127.0.0.1:1/",
        "provider_url": "sparse+https://registry.example/",
        "requests": str(tmp_path / "requests"),
        "errors": str(tmp_path / "errors"),
        "changed": ["CARGO_HOME", "NO_PROXY"],
    }
    (tmp_path / "relay.json").write_text(json.dumps(config))
    asked = {"v": 1, "registry": {"index-url": "sparse+http://127.0.0.1:1/"}, "kind": "login", "token": "a-secret"}
    done = subprocess.run(
        [sys.executable, "-I", relay.__file__, str(tmp_path / "relay.json"), "--cargo-plugin"],
        input=json.dumps(asked) + "\n",
        capture_output=True,
        text=True,
        env=cargo_environment({"CARGO_HOME": "/old", "OTHER": "x"}, {"CARGO_HOME": "/new", "NO_PROXY": "y"}),
        check=False,
    )

    hello, answer = done.stdout.splitlines()
    assert (done.returncode, done.stderr, hello) == (3, "", '{"v":[1]}')
    assert json.loads(answer) == asked | {"registry": {"index-url": "sparse+https://registry.example/"}}
    assert (tmp_path / "errors").read_text() == "/old   x\n"
    assert json.loads((tmp_path / "requests").read_text())["kind"] == "login"
    assert "a-secret" not in "".join(path.read_text() for path in tmp_path.iterdir())

"""Our reading of VAULT_* and BAO_* next to that of the official client itself, where there is one."""

import os
import subprocess
from pathlib import Path

import pytest

from credprovider.vault.config import VaultConfig
from credprovider.vault.failures import VaultFailure
from credprovider.vault.transport import Unreachable
from tests.conftest import VAULT_PROGRAM
from tests.credprovider.vault.scripted import client, response
from tests.servers import bao
from tests.servers.web_proxy import WebProxy, web_proxy

FLAGS = ("SKIP_VERIFY", "DISABLE_REDIRECTS", "SRV_LOOKUP")
GO_WORDS = ("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False")
OTHER_WORDS = ("yes", "no", "on", "tRUE", "2", "-1", " 1", "true ", "null")
SAME = [
    *(("MAX_RETRIES", value) for value in ("0", "3", "007", "123456789", "-1", "x", "1.0", " 1", "1_0", "0x1")),
    *(("CLIENT_TIMEOUT", value) for value in ("30", "30s", "1m30s", "1.5h", "1d", "500ms", "0", "0s", ".5s", "5.s")),
    *(("CLIENT_TIMEOUT", value) for value in ("5us", "5µs", "1000000ns", "1h1h", "1.5d", "1d2h", "s", "1x", "1 s")),
    *(("CLIENT_TIMEOUT", value) for value in ("1e3s", "soon", "1.2.3s", ".s", "1s2", "\u0663s", " 1s")),
    *(("RATE_LIMIT", value) for value in ("10", "0.5", "10:20", "1.", "x", "1:", ":1", "1:x", " 1")),
    *((flag, word) for flag in FLAGS for word in GO_WORDS + OTHER_WORDS),
    *(("PROXY_ADDR", value) for value in ("http://proxy:3128", "https://proxy", "::", "http://pro xy", "http://p:x")),
    *(("HTTP_PROXY", value) for value in ("http://me:pw@proxy:3128", ":", "http://[::1]:3128")),
    *((name, "x") for name in ("CLIENT_CERT", "CLIENT_KEY", "CLIENT_CERT_BYTES", "CLIENT_KEY_BYTES")),
]
"""Variable and value: what one of the two refuses the other refuses."""

STRICTER = [
    *(("MAX_RETRIES", value) for value in ("+1", "9999999999")),
    *(("CLIENT_TIMEOUT", value) for value in ("-1s", "+5s", "-5")),
    *(("RATE_LIMIT", value) for value in ("0", "-1", "nan", "inf", "1e3", "1:2:3", "1:0", "10:20x")),
    *(("PROXY_ADDR", value) for value in ("proxy:3128", "ftp://proxy", "http://proxy/path")),
]
"""What the official client takes, to do something else with it than it says, and what nobody writes."""


@pytest.fixture
def program(pytestconfig: pytest.Config) -> str:
    """The official command line."""
    found = pytestconfig.stash[VAULT_PROGRAM]
    if found is None:
        pytest.skip(f"no `bao` or `vault` on PATH and {bao.SETTING} is not set: there is nothing to compare with")
    return found


def run(program: str, folder: Path, variables: dict[str, str]) -> str:
    """Return what the official client says when it reads a secret from a place where nobody listens."""
    own = {"HOME": str(folder), "VAULT_ADDR": "http://127.0.0.1:1", "VAULT_TOKEN": "x"}
    short = {"VAULT_MAX_RETRIES": "0", "VAULT_CLIENT_TIMEOUT": "1s"}
    environment = {**own, **short, **variables}
    done = subprocess.run(
        [program, "read", "kv/x"], env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    return done.stdout + done.stderr


def refused_here(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> bool:
    monkeypatch.setenv(f"VAULT_{name}", value)
    try:
        VaultConfig({})
    except VaultFailure as failure:
        return "is not supported here" not in failure.message
    return False


@pytest.mark.parametrize(("name", "value"), SAME, ids=lambda text: repr(text)[1:-1])
def test_both_refuse_or_neither(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    # abuse case 49
    theirs = "failed to read environment" in run(program, tmp_path, {f"VAULT_{name}": value})

    assert refused_here(monkeypatch, name, value) == theirs


@pytest.mark.parametrize(("name", "value"), STRICTER, ids=lambda text: repr(text)[1:-1])
def test_what_is_refused_here_alone(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert "failed to read environment" not in run(program, tmp_path, {f"VAULT_{name}": value})
    assert refused_here(monkeypatch, name, value)


@pytest.mark.parametrize(
    "variables",
    [
        # abuse case 56; A and B stand for two proxies
        {},
        {"HTTPS_PROXY": "A"},
        {"https_proxy": "A"},
        {"HTTPS_PROXY": "A", "https_proxy": "B"},
        {"HTTPS_PROXY": "", "https_proxy": "B"},
        {"HTTP_PROXY": "A"},
        {"ALL_PROXY": "A"},
        {"HTTPS_PROXY": "A", "NO_PROXY": "*"},
        {"HTTPS_PROXY": "A", "NO_PROXY": "invalid"},
        {"HTTPS_PROXY": "A", "NO_PROXY": ".invalid"},
        {"HTTPS_PROXY": "A", "NO_PROXY": "vault.invalid:8200"},
        {"HTTPS_PROXY": "A", "NO_PROXY": "vault.invalid:443"},
        {"HTTPS_PROXY": "A", "NO_PROXY": "", "no_proxy": "*.invalid"},
        {"HTTPS_PROXY": "A", "NO_PROXY": "x", "no_proxy": "*"},
        {"HTTPS_PROXY": "A", "VAULT_HTTP_PROXY": "B"},
        {"HTTPS_PROXY": "A", "VAULT_PROXY_ADDR": "B", "NO_PROXY": "*"},
        {"VAULT_HTTP_PROXY": "A", "VAULT_PROXY_ADDR": "B"},
        {"VAULT_HTTP_PROXY": "A", "BAO_HTTP_PROXY": "B"},
        {"VAULT_PROXY_ADDR": "A", "BAO_PROXY_ADDR": ""},
        {"VAULT_PROXY_ADDR": "A", "BAO_PROXY_ADDR": "", "HTTPS_PROXY": "B"},
        {"HTTPS_PROXY": "A", "VAULT_ADDR": "https://127.0.0.1:1"},
        {"VAULT_PROXY_ADDR": "A", "VAULT_ADDR": "https://127.0.0.1:1"},
    ],
    ids=str,
)
def test_both_go_through_the_same_proxy(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    refusal = response(403)
    with web_proxy(1, answer=refusal) as one, web_proxy(1, answer=refusal) as other:
        named = {"A": one.address, "B": other.address}
        given = {name: named.get(value, value) for name, value in variables.items()}
        full = {"VAULT_ADDR": "https://vault.invalid:8200", **given}
        run(program, tmp_path, full)
        theirs = _asked(one, other)
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            monkeypatch.delenv(name)
        for name, value in full.items():
            monkeypatch.setenv(name, value)
        with pytest.raises((VaultFailure, Unreachable)):
            client(VaultConfig({})).get("kv/x")
        assert _asked(one, other) == theirs


def _asked(*proxies: WebProxy) -> list[list[str]]:
    """Return what each proxy was asked to connect to, and forget it."""
    asked = [sorted({head.split("\r\n")[0] for head in proxy.heads}) for proxy in proxies]
    for proxy in proxies:
        proxy.heads.clear()
    return asked

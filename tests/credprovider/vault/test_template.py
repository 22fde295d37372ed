"""Places that depend on what cargo asks for: what they become, and that no value leads anywhere else."""

import random
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credprovider.vault.failures import VaultFailure
from credprovider.vault.kv import SecretPlace
from credprovider.vault.template import PLACEHOLDERS, filled

TEMPLATES = ("team/kv/cargo/{crate}", "team/kv/cargo/a-{crate}.b", "team/kv/cargo/{operation}/{crate}/{registry-host}")
PREFIX = "team/kv/data/cargo/"
SAFE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/%")


def target(template: str, *values: str) -> str:
    """Return the path of the request for a template and the values of its placeholders."""
    return SecretPlace(filled(template, dict(zip(PLACEHOLDERS, values, strict=True))), "team/kv").target


def stays_below(template: str, *values: str) -> bool:
    """Hold the request for these values to the prefix; return whether there is one at all."""
    try:
        path = target(template, *values)
    except VaultFailure:
        return False
    assert path.startswith(PREFIX)
    assert set(path) <= SAFE
    assert path.count("/") == template.count("/") + 1  # and `data`: as many parts as the settings have
    assert not {"", ".", ".."} & set(unquote(path).split("/"))
    assert "%" not in unquote(path)
    return True


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("team/kv/cargo/{crate}", "team/kv/data/cargo/Serde_json"),
        ("team/kv/cargo/{operation}/{crate}", "team/kv/data/cargo/publish/Serde_json"),
        ("team/kv/{registry-host}/x-{crate}-y", "team/kv/data/%5B%3A%3A1%5D/x-Serde_json-y"),
        ("team/kv/plain", "team/kv/data/plain"),
    ],
)
def test_what_a_template_becomes(template: str, path: str) -> None:
    assert target(template, "publish", "Serde_json", "[::1]") == path


@pytest.mark.parametrize(
    "value",
    [
        # abuse case 31
        *("", "..", ".", "../../sys/mounts", "a/../b", "a/b", "%2e%2e", "a%2fb", "foo.", "x" * 4096, "\0", "a\0b"),
        *("\\", "a\\b", "?version=1", "x?", "#", "x#token", "*", "+", "{crate}", "{operation}", "\r\nX: 1", "\u202e"),
    ],
)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_value_that_could_lead_elsewhere_is_refused(template: str, value: str) -> None:
    assert not stays_below(template, "publish", value, "registry.example")


def test_no_value_leads_out_of_the_prefix() -> None:
    # abuse case 31: 100,000 values, the same in every run
    chance = random.Random(31)
    pieces = [*"aZ0-_.~/\\%?#*+{} ", "..", "../", "%2e", "%2F", "/sys/", "ü", "\u2025", "\uff0f", "\0", "\n", "\ud800"]
    good = 0
    for _ in range(100_000):
        values = ["".join(chance.choices(pieces, k=chance.randint(0, 4))) for _ in range(3)]
        good += stays_below(chance.choice(TEMPLATES), *values)
    assert 1000 < good < 90_000  # neither refuses everything nor takes everything


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_text_does_either(operation: str, crate: str, host: str) -> None:
    for template in TEMPLATES:
        stays_below(template, operation, crate, host)


def test_a_value_that_cargo_did_not_say_is_named() -> None:
    with pytest.raises(VaultFailure) as raised:
        target("team/kv/{crate}", "read", "", "registry.example")

    assert raised.value.message == "the secret's path has `{crate}`, and cargo's request names none"


@pytest.mark.parametrize("template", ["{crate}/kv/x", "a{operation}/x", "team/kv/x#{crate}"])
def test_the_mount_and_the_field_are_the_settings_own(template: str) -> None:
    with pytest.raises(VaultFailure, match="is for the path below the mount"):
        filled(template, dict.fromkeys(PLACEHOLDERS, "x"))

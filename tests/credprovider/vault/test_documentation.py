"""docs/vault.md: it names every key of `[vault]` and of each auth method."""

import re
from pathlib import Path

import pytest

from credprovider.store_settings import VAULT_KEYS
from credprovider.vault.auth import AUTH_METHODS, method_class

DOCUMENT = (Path(__file__).parents[3] / "docs" / "vault.md").read_text()
COMMON = ("mount", "inline")  # told of in sentences behind the table


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading, without its first two lines."""
    section = DOCUMENT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def names(text: str) -> set[str]:
    """Return what stands in a text as code, of `key = value` the key."""
    return {found.partition(" ")[0] for found in re.findall(r"`([^`]+)`", text)}


@pytest.mark.parametrize("method", AUTH_METHODS)
def test_every_key_of_a_method_is_named(method: str) -> None:
    (keys,) = (cells[1] for cells in rows("Who you are to Vault") if method in names(cells[0]))

    assert {key for key in method_class(method).keys if key not in COMMON} <= names(keys)


def test_the_methods_that_can_be_inline_are_named() -> None:
    (sentence,) = (each for each in re.split(r"\.\s", DOCUMENT) if "inline = true" in each and "take" in each)
    named = names(sentence.partition(" take ")[0])

    assert named == {method for method in AUTH_METHODS if "inline" in method_class(method).keys}


def test_every_key_of_the_table_is_named() -> None:
    named = set().union(*(names(cells[0]) for cells in rows("The way to Vault")))

    assert named == set(VAULT_KEYS) - {"auth"}

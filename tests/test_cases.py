"""Every numbered case of the protocol, and of abuse, has a test that names it in a comment.

The comments read `# conformance 39, 74 to 76; abuse case 98`. The conformance cases are those of docs/conformance.md; a
number that is missing there is one that only a provider's own tests can bring about.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CONFORMANCE = set(range(1, 96))
ABUSE = {*range(1, 39), *range(74, 101)}
"""Protocol, names and URLs, tokens; keyring, files, process. What lies between is about Vault's transport."""

_NAMED = re.compile(r"(conformance|abuse cases?) ((?:\d+(?: to \d+)?(?:, | and )?)+)")
_NUMBERS = re.compile(r"(\d+)(?: to (\d+))?")

NOT_YET: dict[str, set[int]] = {"conformance": set(), "abuse": {32}}
"""32 is about policies for Vault, and nothing here writes one."""


def named(text: str) -> Iterator[tuple[str, int]]:
    """Yield each case that `text` names, as its kind and number."""
    for kind, numbers in _NAMED.findall(text):
        for first, last in _NUMBERS.findall(numbers):
            for number in range(int(first), int(last or first) + 1):
                yield kind.split()[0], number


def comments() -> Iterator[str]:
    for path in TESTS.rglob("*.py"):
        for line in path.read_text().splitlines():
            _, mark, comment = line.partition("#")
            if mark:
                yield comment


@pytest.mark.parametrize(("kind", "wanted"), [("conformance", CONFORMANCE), ("abuse", ABUSE)])
def test_every_case_has_a_test(kind: str, wanted: set[int]) -> None:
    found = {number for comment in comments() for of, number in named(comment) if of == kind}

    assert wanted - found == NOT_YET[kind]


def test_what_a_comment_names() -> None:
    text = "conformance 39, 74 to 76; abuse case 98, abuse cases 1 and 3"

    assert list(named(text)) == [
        *(("conformance", number) for number in (39, 74, 75, 76)),
        *(("abuse", number) for number in (98, 1, 3)),
    ]

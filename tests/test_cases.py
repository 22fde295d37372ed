"""The numbered cases: what they are, and that each of them is held by a test.

A test names its cases in a comment: `# conformance 39, 74; abuse case 98`. Most conformance cases are also those of
the kit, where their words stand (`cargo credprovider conformance --list`).
"""

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from credprovider.conformance.cases import SECTIONS

TESTS = Path(__file__).parent

CONFORMANCE = {
    42: "a locked keyring and nobody to unlock it",
    43: "a stored item that is damaged",
    47: "a stored token that has ended",
    51: "a token that may publish and nothing else",
    52: "a publish that a policy refuses",
    56: "a header template for a token that has a scheme already",
    75: "a logout and what was made of the token",
    78: "the order of causes",
    81: "a library that prints",
    88: "every way to name the provider in cargo's configuration",
    94: "two entries of one provider",
    95: "other versions of cargo",
}
"""The conformance cases that the kit does not have; it has all others from 1 to 95."""

ABUSE = {
    1: "no request",
    2: "an empty line",
    3: "other JSON",
    4: "invalid UTF-8",
    5: "UTF-16, a BOM",
    6: "deep nesting",
    7: "huge numbers, NaN",
    8: "a key twice",
    9: "a line without end",
    10: "another version",
    11: "unknown kinds",
    12: "unknown fields",
    13: "no name",
    14: "wrong types",
    15: "two requests",
    16: "byte by byte",
    17: "no input",
    18: "a closed reader",
    19: "closed descriptors",
    20: "a library that prints",
    21: "hostile text in messages",
    22: "a user in the URL",
    23: "%0d%0a",
    24: "spellings of a host",
    25: ".git",
    26: "punycode, look-alikes",
    27: "sparse+",
    28: "http",
    29: "a known name, another URL",
    30: "a URL from an index",
    31: "odd path parts",
    32: "wildcards in a grant",
    33: "a secret bound to another index",
    34: "a line end after a stored token",
    35: "controls in a token",
    36: "an empty token",
    37: "a long token",
    38: "a scheme twice",
    39: "a name look-up without an answer",
    40: "a host that drops packets",
    41: "silence",
    42: "a handshake that stalls",
    43: "byte by byte",
    44: "answers that are too large",
    45: "wrong lengths",
    46: "interim answers",
    47: "no HTTP",
    48: "wrong certificates",
    49: "no check of certificates",
    50: "a CA that cannot be read",
    51: "half a client certificate",
    52: "names and addresses in certificates",
    53: "Vault's address",
    54: "a redirect to the same host",
    55: "redirects elsewhere",
    56: "proxies",
    57: "412",
    58: "429",
    59: "503",
    60: "501",
    61: "a mount that is being upgraded",
    62: "403",
    63: "404",
    64: "HTML",
    65: "a secret in an answer",
    66: "a connection that is reset",
    67: "a Vault token for one request",
    68: "odd times of a lease",
    69: "a lease that is nearly over",
    70: "a lease and its Vault token",
    71: "a wrapping token that was used",
    72: "another creation path",
    73: "requests to other places",
    74: "states of a keyring",
    75: "wrong D-Bus replies",
    76: "several items",
    77: "another collection",
    78: "a hostile keyring",
    79: "errors of the kernel",
    80: "settings of somebody else",
    81: "kills, full disks",
    82: "twenty at once",
    83: "no home",
    84: "Ctrl-C in the prompt",
    85: "SIGTERM, SIGHUP",
    86: "SIGPIPE",
    87: "a killed parent",
    88: "tiny limits",
    89: "no working directory",
    90: "hostile modules",
    91: "hostile PATH",
    92: "no UTF-8 anywhere",
    93: "the search for secrets",
    94: "debugging",
    95: "an unexpected exception",
    96: "prompts on the terminal alone",
    97: "a token for each operation",
    98: "a logout of nothing",
    99: "a login read back",
    100: "random requests",
}
"""The abuse cases: protocol, names and tokens, then from 39 on the way to Vault, from 74 on keyrings, files, processes.
68 and 70 to 72 are about leases and wrapped secrets, which are not read yet.
"""

ELSEWHERE = {
    ("abuse", 32): "no command here writes a policy for Vault",
}
"""Cases without a test, each with its reason."""

IN_PART = {
    (
        "conformance",
        52,
    ): "no policy refuses a publish here; held is that a publish that does not say what gets no token",
    ("conformance", 59): "no store here logs in anywhere for a get, so that there is nothing to be done once for many",
    ("conformance", 95): "only the versions of cargo that are installed; the first with the protocol is 1.74",
    ("abuse", 90): "PYTHONPATH with an empty part is safe with a launcher that starts Python with -I, and only there",
}
"""Cases of which a test holds what applies here."""

_NAMED = re.compile(r"(conformance|abuse) (?:cases? )?((?:\d+(?: to \d+)?(?:, | and )?)+)")


def named(comment: str) -> Iterator[tuple[str, int]]:
    """Yield the cases that a comment names."""
    for kind, numbers in _NAMED.findall(comment):
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", numbers):
            yield from ((kind, number) for number in range(int(first), int(last or first) + 1))


def named_in_tests() -> dict[tuple[str, int], list[str]]:
    """Return where each case is named in a comment of a test: file and line."""
    found: dict[tuple[str, int], list[str]] = {}
    for path in sorted(TESTS.rglob("*.py")):
        if path.name.startswith("test_") or path.name == "contract.py":
            with path.open("rb") as file:
                for part in tokenize.tokenize(file.readline):
                    if part.type == tokenize.COMMENT:
                        for case in named(part.string):
                            found.setdefault(case, []).append(f"{path.relative_to(TESTS)}:{part.start[0]}")
    return found


def test_every_case_has_a_test() -> None:
    wanted = {("conformance", number) for number in range(1, 96)} | {("abuse", number) for number in ABUSE}

    assert wanted - named_in_tests().keys() == set(ELSEWHERE)


def test_no_test_names_a_case_that_there_is_not() -> None:
    known = {("conformance", number) for number in range(1, 96)} | {("abuse", number) for number in range(1, 101)}

    assert {case: places for case, places in named_in_tests().items() if case not in known} == {}
    assert set(IN_PART) <= named_in_tests().keys()


def test_the_words_of_every_case_stand_somewhere() -> None:
    kits = {int(case.number) for section in SECTIONS for case in section.cases if case.number.isdigit()}

    assert kits | set(CONFORMANCE) == set(range(1, 96))
    assert not kits & set(CONFORMANCE)
    assert set(ABUSE) == set(range(1, 101))


@pytest.mark.parametrize(
    ("comment", "cases"),
    [
        ("# conformance 39, 74; abuse case 98", {("conformance", 39), ("conformance", 74), ("abuse", 98)}),
        ("# I3; conformance 31, 34 to 36: as it is", {("conformance", number) for number in (31, 34, 35, 36)}),
        ("# abuse cases 75 and 78; 80 of them", {("abuse", 75), ("abuse", 78)}),
        ("# 39, conformance, abuse", set()),
    ],
)
def test_cases_are_read_from_comments(comment: str, cases: set[tuple[str, int]]) -> None:
    assert set(named(comment)) == cases


def test_only_comments_of_tests_count() -> None:
    places = [place for found in named_in_tests().values() for place in found]

    assert all(re.fullmatch(r"(.*/)?(test_\w+|contract)\.py:\d+", place) for place in places)
    assert not [place for place in places if "conformance/mutants" in place]

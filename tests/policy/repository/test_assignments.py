"""Variables of cargo's in files of all kinds, and their places."""

import pytest

from policy.repository.assignments import assignments
from policy.repository.files import DOCKER, DOTENV, JENKINS, MAKE, MARKDOWN, SHELL, YAML, RepositoryFile

NAME = "CARGO_A_TOKEN"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (DOTENV, "CARGO_A_TOKEN=a", [(1, 1, "a")]),
        (DOTENV, "export CARGO_A_TOKEN='a b' # c", [(1, 8, "a b")]),
        (DOTENV, "# CARGO_A_TOKEN=a", []),
        (SHELL, "X=1 CARGO_A_TOKEN=a cargo publish", [(1, 5, "a")]),
        (SHELL, 'docker run -e "CARGO_A_TOKEN=a" x', [(1, 16, "a")]),
        (SHELL, "docker run -e CARGO_A_TOKEN x", []),
        (SHELL, "CARGO_A_TOKEN=$(cat a b) x", [(1, 1, "$(cat a b)")]),
        (SHELL, "CARGO_A_TOKEN=${{ a b }} x", [(1, 1, "${{ a b }}")]),
        (SHELL, "MY_CARGO_A_TOKEN=a -CARGO_A_TOKEN=a $CARGO_A_TOKEN", []),
        (SHELL, 'test "$CARGO_A_TOKEN" == a', []),
        (YAML, "env:\n  CARGO_A_TOKEN: a b # c", [(2, 3, "a b")]),
        (YAML, "  'CARGO_A_TOKEN' : \"a b\"", [(1, 4, "a b")]),
        (YAML, "env: { X: y, CARGO_A_TOKEN: a }", [(1, 14, "a")]),
        (YAML, "CARGO_A_TOKEN: ${{ a }}", [(1, 1, "${{ a }}")]),
        (YAML, "CARGO_A_TOKEN:\n  required: true", [(1, 1, "")]),
        (YAML, "- CARGO_A_TOKEN=a", [(1, 3, "a")]),
        (YAML, "  run: CARGO_A_TOKEN=a cargo publish", [(1, 8, "a")]),
        (DOCKER, "ENV CARGO_A_TOKEN=a", [(1, 5, "a")]),
        (DOCKER, "env CARGO_A_TOKEN a", [(1, 5, "a")]),
        (DOCKER, "ENV X=1 CARGO_A_TOKEN=a Y=2", [(1, 9, "a")]),
        (DOCKER, "ENV X=1 \\\n  CARGO_A_TOKEN=a", [(2, 3, "a")]),
        (DOCKER, "ARG CARGO_A_TOKEN", [(1, 5, "")]),
        (MAKE, "export CARGO_A_TOKEN ?= a b # c", [(1, 8, "a b")]),
        (MAKE, "CARGO_A_TOKEN:=a", [(1, 1, "a")]),
        (JENKINS, "  CARGO_A_TOKEN = 'a'", [(1, 3, "a")]),
        (MARKDOWN, "CARGO_A_TOKEN=a\n```\nCARGO_A_TOKEN=b\n```", [(3, 1, "b")]),
    ],
)
def test_forms(kind: str, text: str, expected: list[tuple[int, int, str]]) -> None:
    found = list(assignments(RepositoryFile("/a", kind, text)))

    assert [(one.place.line, one.place.column, one.value) for one in found] == expected
    assert {one.name for one in found} <= {NAME}

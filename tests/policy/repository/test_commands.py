"""Commands of cargo in files of all kinds, and their places."""

import pytest

from policy.repository.commands import cargo_commands
from policy.repository.files import DOCKER, JENKINS, MAKE, MARKDOWN, SHELL, YAML, RepositoryFile


def found(kind: str, text: str) -> list[tuple[int, int, str]]:
    """Return the line, the column and the words of every command."""
    commands = cargo_commands(RepositoryFile("/a", kind, text))
    return [(one.place.line, one.place.column, " ".join(word.text for word in one.words)) for one in commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cargo publish", [(1, 1, "publish")]),
        ("  cargo  publish\t-p a # cargo login", [(1, 3, "publish -p a")]),
        ("cargo publish \\\n  -p a", [(1, 1, "publish -p a")]),
        ("a && cargo publish; cargo login || cargo yank", [(1, 6, "publish"), (1, 21, "login"), (1, 36, "yank")]),
        ("A=1 B='x y' env C=2 cargo publish", [(1, 21, "publish")]),
        ("if ! /usr/bin/cargo publish; then", [(1, 6, "publish")]),
        ("(cargo publish)", [(1, 2, "publish")]),
        ("cargo publish --token \"$(cat 'a b')\" -p x", [(1, 1, "publish --token $(cat 'a b') -p x")]),
        ("cargo publish --token ${{ secrets.A }} -p x", [(1, 1, "publish --token ${{ secrets.A }} -p x")]),
        ('cargo publish --token \'a b\'"c\\"d" e\\ f', [(1, 1, 'publish --token a bc"d e f')]),
        ("echo cargo publish", []),
        ("echo 'a\ncargo publish'", []),
        ("echo don't\ncargo publish", [(2, 1, "publish")]),
        ("cat <<END\ncargo publish\nEND\ncargo login", [(4, 1, "login")]),
        ("bash <<'END'\ncargo publish\nEND", [(2, 1, "publish")]),
        ("cargo login <<< abc", [(1, 1, "login <<< abc")]),
        ("cargo publish 2>&1 >log", [(1, 1, "publish 2>&1 >log")]),
        ("my-cargo publish\ncargo-publish", []),
    ],
)
def test_shell(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(SHELL, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("run: cargo publish", [(1, 6, "publish")]),
        ("- run: 'cargo publish'", [(1, 9, "publish")]),
        ("script:\n  - cargo publish\n  - \"cargo login\"", [(2, 5, "publish"), (3, 6, "login")]),
        ("run: |\n  cargo publish \\\n    -p a\n\n  cargo login\nname: cargo yank",
         [(2, 3, "publish -p a"), (5, 3, "login")]),
        ("run: >-\n  cargo publish\n  -p a", [(2, 3, "publish -p a")]),
        ("- |\n  cargo publish\n- x", [(2, 3, "publish")]),
        ("run: cargo publish\n  -p a\nrun: cargo login", [(1, 6, "publish -p a"), (3, 6, "login")]),
        ("run: |  # why\n  cargo publish", [(2, 3, "publish")]),
        ("name: cargo publish\ndescription: |\n  cargo publish\n", []),
        ("# run: cargo publish\nrun:\n  shell: cargo publish", []),
        ("jobs:\n  a:\n    steps:\n      - name: x\n        run: |\n          cargo publish\n      - run: cargo login",
         [(6, 11, "publish"), (7, 14, "login")]),
    ],
)  # fmt: skip
def test_yaml(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(YAML, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN cargo publish", [(1, 5, "publish")]),
        ("run --mount=type=cache,target=/a --network=none cargo publish", [(1, 49, "publish")]),
        ("RUN a && \\\n  # cargo login\n  cargo publish \\\n  -p a\nCOPY cargo publish", [(3, 3, "publish -p a")]),
        ("RUN <<END\ncargo publish\nEND\nRUN cargo login", [(2, 1, "publish"), (4, 5, "login")]),
        ("# RUN cargo publish\nENV A=cargo\nCOPY cargo /", []),
    ],
)
def test_dockerfile(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(DOCKER, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\t@cargo publish\n\t-$(CARGO) login", [(2, 3, "publish"), (3, 3, "login")]),
        ("a:\n    cargo publish \\\n      -p a", [(2, 5, "publish -p a")]),
        ("cargo publish = 1\n# cargo publish", []),
    ],
)
def test_makefile(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(MAKE, text) == expected


def test_jenkinsfile() -> None:
    text = "sh 'cargo publish'\nsh(\"cargo login\")\nsh '''\n  cargo yank -p a\n'''\necho 'cargo owner'\n"

    assert found(JENKINS, text) == [(1, 5, "publish"), (2, 5, "login"), (4, 3, "yank -p a")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cargo publish\n`cargo publish`\n    cargo publish", []),
        ("```\ncargo publish\n```\ncargo login", [(2, 1, "publish")]),
        ("~~~ sh\ncargo publish\n```\ncargo login\n~~~", [(2, 1, "publish"), (4, 1, "login")]),
        ("- a\n  ```console\n  $ cargo publish \\\n    -p a\n  cargo login\n  ```", [(3, 5, "publish -p a")]),
        ("```yaml\nrun: cargo publish\n```", [(2, 6, "publish")]),
        ("```Dockerfile\nRUN cargo publish\n```", [(2, 5, "publish")]),
        ("```rust\ncargo publish\n```", []),
        ("```\ncargo publish", []),
    ],
)
def test_markdown(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(MARKDOWN, text) == expected


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("cargo publish\ncd a", [False]),
        ("cd a\ncargo publish", [True]),
        ("cargo publish\ncd a; cargo login", [False, True]),
        ("cargo publish --manifest-path a/Cargo.toml", [True]),
        ("sed -i /publish/d Cargo.toml\ncargo publish", [True]),
    ],
)
def test_another_folder(text: str, elsewhere: list[bool]) -> None:
    assert [one.elsewhere for one in cargo_commands(RepositoryFile("/a", SHELL, text))] == elsewhere


def test_each_step_begins_at_the_top() -> None:
    text = "- run: cd a && cargo publish\n- run: cargo publish\n"

    assert [one.elsewhere for one in cargo_commands(RepositoryFile("/a", YAML, text))] == [True, False]
    moved = f"working-directory: a\n{text}"
    assert [one.elsewhere for one in cargo_commands(RepositoryFile("/a", YAML, moved))] == [True, True]

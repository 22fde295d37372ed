"""Which files are read, in a project that means no good, too."""

import os
import time
from collections.abc import Callable
from errno import EACCES
from pathlib import Path
from typing import Any

import pytest

from policy.document import Documents
from policy.engine import check
from policy.output.report import Report
from policy.output.text import render
from policy.repository.files import LIMIT, kind_of, read_files
from tests.policy.tree import Tree

MANIFEST = '[package]\nname = "app"\nversion = "0.1.0"\npublish = false\n'
BAD = "cargo login s3cr3t\n"

SECONDS = 5.0


def read(tree: Tree) -> list[str]:
    return [os.path.relpath(file.path, tree.folder) for file in read_files(str(tree.folder))]


def test_files_beside_the_manifests_of_members(tree: Tree) -> None:
    tree.write(dict.fromkeys(("a/Dockerfile", "a/.env", "a/Makefile", "a/README.md", "b/Dockerfile", "c/.env"), ""))
    tree.write({"../elsewhere/Dockerfile": ""})
    (tree.folder / "d").symlink_to("../elsewhere")

    members = [tree.path(name) for name in ("", "a", "c", "d", "../elsewhere", "\0")]
    found = [os.path.relpath(file.path, tree.folder) for file in read_files(str(tree.folder), members)]

    assert found == ["a/Dockerfile", "a/.env", "a/Makefile", "c/.env"]


def refusing(real: Callable[..., Any], wanted: str) -> Callable[..., Any]:
    """Return `real`, which may not be called for the path `wanted`."""

    def call(path: Any, *arguments: Any, **options: Any) -> Any:
        if path == wanted:
            raise PermissionError(EACCES, os.strerror(EACCES), path)
        return real(path, *arguments, **options)

    return call


def test_named_files_and_folders_are_read(tree: Tree) -> None:
    tree.write(
        dict.fromkeys(
            (
                *("Dockerfile", "Dockerfile.ci", "release.Dockerfile", "Containerfile", "Makefile", "justfile"),
                *("Jenkinsfile", ".gitlab-ci.yml", ".env", ".env.local", "release.sh", "README.md", "compose.yaml"),
                *(".github/workflows/a.yml", ".circleci/config.yml", "ci/a.sh", "docs/a.md", ".cargo/credentials"),
                *(".github/actions/release/action.yml", ".github/actions/action.yml"),
                *("src/main.sh", "scripts/deep/a.sh", "notes.yml", "docs/a.yml", ".cargo/config.toml", "HISTORY.md"),
            ),
            "",
        )
    )

    assert sorted(read(tree)) == sorted(
        [
            ".github/actions/release/action.yml",
            *(".cargo/credentials", ".circleci/config.yml", ".env", ".env.local", ".github/workflows/a.yml"),
            *(".gitlab-ci.yml", "Containerfile", "Dockerfile", "Dockerfile.ci", "Jenkinsfile", "Makefile"),
            *("README.md", "ci/a.sh", "compose.yaml", "docs/a.md", "justfile", "release.Dockerfile", "release.sh"),
        ]
    )


@pytest.mark.parametrize(("name", "kind"), [("a.sh", "shell"), (".envrc", ""), ("a.", ""), ("Dockerfile-x", "docker")])
def test_a_name_says_how_a_file_is_written(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_what_is_no_file_is_left_out(tree: Tree) -> None:
    tree.write({"Cargo.toml": MANIFEST, "src/lib.rs": ""})
    os.mkfifo(tree.folder / "Makefile")
    (tree.folder / "Dockerfile").mkdir()
    (tree.folder / "docs").symlink_to("docs")
    (tree.folder / "README.md").symlink_to("README.md")
    (tree.folder / "ci").write_text(BAD)

    assert read(tree) == []
    assert tree.lines() == []


def test_a_large_file_is_left_out(tree: Tree) -> None:
    tree.write({"a.sh": BAD + "#" * (LIMIT - len(BAD)), "b.sh": BAD + "#" * LIMIT})

    assert read(tree) == ["a.sh"]


def test_what_may_not_be_read_is_left_out(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusals are made up: root may read everything."""
    tree.write({"a.sh": BAD, "docs/a.md": BAD})
    assert read(tree) == ["a.sh", "docs/a.md"]
    monkeypatch.setattr("builtins.open", refusing(open, tree.path("a.sh")))
    monkeypatch.setattr(os, "scandir", refusing(os.scandir, tree.path("docs")))

    assert read(tree) == []


def test_links_do_not_lead_out_of_the_repository(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.sh").write_text(BAD)
    tree.write({"tools/b.sh": BAD})
    (tree.folder / "scripts").symlink_to(tmp_path / "outside")
    (tree.folder / "c.sh").symlink_to(tmp_path / "outside" / "a.sh")
    (tree.folder / "ci").symlink_to("tools")
    (tmp_path / "outside" / "workflows").mkdir()
    (tmp_path / "outside" / "workflows" / "a.yml").write_text("run: cargo login s3cr3t")
    (tree.folder / ".github").symlink_to(tmp_path / "outside")
    (tree.folder / "d.sh").symlink_to("tools/b.sh")

    assert read(tree) == ["d.sh", "ci/b.sh", "tools/b.sh"]


def test_bytes_that_are_no_text_do_no_harm(tree: Tree) -> None:
    tree.write({"Cargo.toml": MANIFEST, "src/lib.rs": ""})
    (tree.folder / "a.sh").write_bytes(b"\xff\xfe\n" + BAD.encode() + b"\x00\x1b[2J cargo login \xc3\n")

    assert [line.partition(" ")[0] for line in tree.lines()] == ["a.sh:2:1"]


@pytest.mark.parametrize(
    "text",
    [
        "cargo login " + "'" * 100_000,
        "cargo login " + '"\\' * 100_000,
        "cargo publish " + "$(" * 100_000,
        "cargo publish " + "${{" * 100_000,
        "cargo publish " + "<" * 100_000,
        "cargo publish " + "{{" * 100_000,
        "cargo publish \\\n" * 20_000,
        "cargo publish # " + "#" * 100_000,
        "CARGO_" * 50_000 + "TOKEN cargo publish",
        "CARGO_A_TOKEN=" * 20_000 + " cargo publish",
        "ENV " + "A=B " * 50_000 + "CARGO_A_TOKEN cargo publish",
        "{ , " * 50_000 + "CARGO_A_TOKEN cargo publish",
        "run: |\n" + " " * 100_000 + "cargo publish",
        "echo " * 50_000 + "CARGO_A_TOKEN=a cargo login a",
        "```\n~~~\n" * 30_000 + "cargo publish",
        "cio" * 100_000 + " cargo publish --token a",
    ],
    ids=lambda text: text[:14],
)
@pytest.mark.parametrize(
    "name", ["a.sh", "Dockerfile", "Makefile", ".gitlab-ci.yml", "README.md", "Jenkinsfile", ".env"]
)
def test_a_text_made_to_be_slow_is_not(name: str, text: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": MANIFEST, "src/lib.rs": "", name: text})

    before = time.process_time()
    render(Report(tuple(tree.check()), 1, str(tree.folder)), Documents(), False)

    assert time.process_time() - before < SECONDS


def test_what_was_read_is_counted(tree: Tree) -> None:
    tree.write({"Cargo.toml": MANIFEST, "src/lib.rs": "", "README.md": "", "docs/a.md": ""})

    checked = check(str(tree.folder), tree.surroundings)

    assert [os.path.relpath(path, tree.folder) for path in checked.files] == ["Cargo.toml", "README.md", "docs/a.md"]


def test_the_repository_is_seen_in_isolation(tree: Tree) -> None:
    tree.write({"Cargo.toml": MANIFEST, "src/lib.rs": "", "a.sh": BAD})

    findings = check(str(tree.folder), tree.surroundings._replace(isolated=True, cargo_home="")).findings

    assert [finding.rule for finding in findings] == ["token-on-command-line"]


def test_the_top_of_the_repository_counts(tree: Tree) -> None:
    tree.write({"rust/Cargo.toml": MANIFEST, "rust/src/lib.rs": "", "a.sh": BAD, "rust/b.sh": BAD})
    tree.track(".")
    tree.folder /= "rust"

    assert [line.partition(":")[0] for line in tree.lines()] == ["../a.sh"]

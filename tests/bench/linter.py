"""How long the linter takes: for a large workspace, and for one manifest."""

import sys
from pathlib import Path

from tests.bench.bare_python import LEAN, bare_python
from tests.bench.installation import Installation
from tests.bench.scale import Sized, growth
from tests.bench.timing import Done, Program, Question, Wanted
from tests.bench.workspace import CONFIG, FIRST_MISTAKE, MISTAKE_EVERY, generate
from tests.cargo_home import cargo_environment

MANY = 10_000
"""From so many crates on, five rounds are enough: a run lasts seconds."""

ONE_MANIFEST = """\
[package]
name = "app"
version = "0.1.0"
edition = "2024"
publish = ["company"]

[dependencies]
serde = { version = "1", features = ["derive"] }
utils = { version = "1.2", registry = "company" }
"""


def large_workspace(installation: Installation, scratch: Path, crates: int) -> Question:
    """Ask about a workspace of so many crates, a tenth of which has a mistake; it is made in `scratch`."""
    ours = _check(installation, scratch, crates)
    folder, environment = ours.folder, ours.environment
    taplo = str(Path(sys.executable).with_name("taplo"))

    def linted(done: Done) -> bool:
        return done.status == 0 and f"total={crates + 2}".encode() in done.err

    def described(done: Done) -> bool:
        return done.status == 0 and done.out.count(b'"manifest_path"') >= crates

    cargo = ["cargo", "metadata", "--no-deps", "--offline", "--format-version", "1"]
    return Question(
        f"A workspace of {crates:,} crates, every tenth with a mistake: taplo lint is run as a user offline runs it",
        [
            ours,
            Program("taplo lint", [taplo, "lint"], environment, folder, linted),
            Program("taplo lint --no-schema", [taplo, "lint", "--no-schema"], environment, folder, linted),
            Program("cargo metadata --no-deps", cargo, environment, folder, described),
        ],
        [Wanted("taplo lint", 0.6)],
        rounds=11 if crates < MANY else 5,
    )


def growing(installation: Installation, scratch: Path, crates: int) -> str:
    """Return what becomes of the time per crate, and of memory, where there are ten times so many crates."""
    few, many = (Sized(number, _check(installation, scratch, number)) for number in (crates, 10 * crates))
    return growth(f"A workspace of {many.crates:,} crates and one of {few.crates:,}", few, many)


def _check(installation: Installation, scratch: Path, crates: int) -> Program:
    """Return our check of a workspace of so many crates, which is made in `scratch` unless it is there."""
    folder = scratch / f"workspace-{crates}"
    if not folder.exists():
        generate(folder, crates)
    mistaken = len(range(FIRST_MISTAKE, crates, MISTAKE_EVERY))
    expected = f"\n{mistaken:,} errors in {mistaken:,} of {crates + 2:,} files\n".encode()

    def found(done: Done) -> bool:
        return done.status == 1 and done.out.endswith(expected)

    command = [installation.program("cargo-policy"), "check"]
    return Program("cargo-policy check", command, cargo_environment(scratch), folder, found)


def one_manifest(installation: Installation, scratch: Path) -> Question:
    """Ask about one package with one config, both without a mistake, as a pre-commit hook or an editor does."""
    folder = scratch / "package"
    (folder / ".cargo").mkdir(parents=True)
    (folder / "src").mkdir()
    (folder / "src" / "lib.rs").touch()
    (folder / "Cargo.toml").write_text(ONE_MANIFEST)
    (folder / ".cargo" / "config.toml").write_text(CONFIG)
    environment = cargo_environment(scratch)
    taplo = str(Path(sys.executable).with_name("taplo"))

    def clean(done: Done) -> bool:
        return done.status == 0 and done.out == b"no findings in 2 files\n"

    return Question(
        "One manifest",
        [
            Program("cargo-policy check", [installation.program("cargo-policy"), "check"], environment, folder, clean),
            *bare_python(installation, environment, folder),
            Program("taplo lint", [taplo, "lint"], environment, folder, lambda done: done.status == 0),
        ],
        [Wanted(LEAN, 5.0)],
    )

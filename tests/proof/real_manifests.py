"""Holds the linter against packages that are on crates.io: whatever was published must be foreseen to be accepted.

usage: python -m tests.proof.real_manifests

Real cargo downloads the dependencies of a project that has many. Of each, `Cargo.toml`, which cargo wrote for the
upload, is judged as `cargo publish` in its folder would be; and `Cargo.toml.orig`, which somebody wrote, is held
against the checks of crates.io, unless it inherits from a workspace that is not in the archive.

Exit status 0 when all that is refused has an explanation; 1 when something has none, or nothing could be downloaded.
"""

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from policy.cargo.manifest import Manifest
from policy.cargo.refusal import Refusal
from policy.cargo.toml_file import read_toml
from policy.crates_io.upload import upload_refusals
from policy.engine import Surroundings
from policy.predict import predict
from tests.cargo_home import cargo_environment

# fmt: off
POPULAR = (
    "anyhow", "axum", "bevy", "chrono", "clap", "criterion", "crossterm", "diesel", "git2", "gtk4", "hyper", "image",
    "nom", "openssl", "proptest", "prost", "quote", "rand", "ratatui", "rayon", "regex", "reqwest", "rustls", "serde",
    "serde_json", "sqlx", "syn", "thiserror", "tokio", "tonic", "tracing", "tracing-subscriber", "url", "uuid",
    "wasmtime", "wgpu",
)
# fmt: on
"""The direct dependencies of the project, each in its newest version."""

EXPLAINED = {
    "too-many-features": "older than the limit, or one of the crates for which it was raised",
    "missing-packaged-file": "packed without its README by the cargo of its time",
}
"""Why a package can have been published though it has these mistakes."""

PACKED_WITH = ("Cargo.toml.orig", ".cargo_vcs_info.json")
"""The files that cargo adds to a package when it packs it."""

SECONDS = 900


class Refused(NamedTuple):
    """A published file that the linter would have refused. file: its folder and name. rule: why. said: the words."""

    file: str
    rule: str
    said: str


def download(scratch: Path) -> Path:
    """Let cargo download everything that the project depends on; return the folder with the unpacked packages.

    Raises RuntimeError with cargo's words where that fails.
    """
    project = scratch / "project"
    (project / "src").mkdir(parents=True)
    (project / "src" / "lib.rs").touch()
    dependencies = "".join(f'{name} = "*"\n' for name in POPULAR)
    manifest = f'[package]\nname = "project"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n{dependencies}'
    (project / "Cargo.toml").write_text(manifest)
    done = subprocess.run(
        ["cargo", "fetch", "--quiet"],
        cwd=project,
        env=cargo_environment(scratch),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return next((scratch / "cargo-home" / "registry" / "src").iterdir())


def judge(folder: Path, counts: Counter[str]) -> Iterator[Refused]:
    """Yield what would be refused among the packages in `folder`; add up in `counts` what was judged."""
    for package in sorted(path for path in folder.iterdir() if (path / "Cargo.toml").is_file()):
        counts["Cargo.toml"] += 1
        original = package / "Cargo.toml.orig"
        manifest = Manifest(read_toml(str(original))) if original.is_file() else None
        for name in PACKED_WITH:  # they would not be taken a second time
            (package / name).unlink(missing_ok=True)
        prediction = predict(("publish",), Surroundings(str(package), "", {}))
        if prediction.verdict == "fail":
            yield Refused(f"{package.name}/Cargo.toml", prediction.findings[0].rule, prediction.message)
        if manifest is None:
            counts["without Cargo.toml.orig"] += 1
            continue
        if _inherits(manifest):
            counts["Cargo.toml.orig that inherits, left out"] += 1
            continue
        counts["Cargo.toml.orig"] += 1
        refusal = next(upload_refusals(manifest), None)
        if refusal is not None:
            yield _refused(f"{package.name}/Cargo.toml.orig", refusal)


def _refused(file: str, refusal: Refusal) -> Refused:
    return Refused(file, refusal.cause, refusal.chain[-1])


def _inherits(manifest: Manifest) -> bool:
    values = [*(manifest.package or {}).values(), *(entry for *_, table in manifest.tables for entry in table.values())]
    return any(isinstance(value, dict) and value.get("workspace") is True for value in values)


def main() -> int:
    """Download, judge, print; return the exit status."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="manifests-") as scratch:
        try:
            folder = download(Path(scratch).resolve())
        except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
            print(f"manifests: nothing could be downloaded: {error}", file=sys.stderr)
            return 1
        refused = list(judge(folder, counts))
    for what, count in counts.items():
        print(f"{count:5} {what}")
    status = 0
    for one in refused:
        reason = EXPLAINED.get(one.rule)
        print(f"{one.file} [{one.rule}] {reason or one.said}", file=sys.stdout if reason else sys.stderr)
        status = status if reason else 1
    print(f"{len(refused)} refused, {sum(one.rule not in EXPLAINED for one in refused)} of them without an explanation")
    return status


if __name__ == "__main__":
    sys.exit(main())

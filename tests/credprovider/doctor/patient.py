"""A developer's machine for doctor to look at: a home, a project, and the program run as a person runs it."""

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema

from credprovider.doctor.finding import Finding
from credprovider.doctor.surroundings import Surroundings
from policy.document import Documents
from tests.credprovider.provider import CANARY, INDEX, PROGRAM, Provider

ALT = f'[registries.alt]\nindex = "{INDEX}"\n'
OURS = f'{ALT}credential-provider = ["cargo-credprovider"]\n'
LISTED = "[registry]\nglobal-credential-providers"
FILE_STORE = f'[file]\nprotection = "none"\n[registries."{INDEX}"]\nstore = "file"\n'
SCHEMA = json.loads((Path(__file__).parents[3] / "schemas" / "doctor.schema.json").read_text())


@dataclass
class Patient:
    """provider: the provider with its CARGO_HOME. extra: further variables of the environment."""

    provider: Provider
    extra: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.cargo("cargo 1.95.0 (f2d3ce0bd 2026-03-21)")

    @property
    def home(self) -> Path:
        """CARGO_HOME."""
        return self.provider.home

    @property
    def folder(self) -> Path:
        """The project's folder, in which doctor is started."""
        return self.provider.root / "project"

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment: PATH begins with this installation, and cargo is a script that says its version."""
        plain = self.provider.environment
        path = f"{Path(PROGRAM).parent}:{plain['PATH']}"
        return {**plain, "PATH": path, "CARGO": str(self.provider.root / "cargo"), **self.extra}

    def cargo(self, version: str) -> None:
        """Have cargo say that it is this version."""
        program(self.provider.root / "cargo", f'#!/bin/sh\necho "{version}"\n')

    def config(self, text: str) -> None:
        """Write the user's own config."""
        (self.home / "config.toml").write_text(text)

    def credentials(self, text: str, mode: int = 0o600) -> None:
        """Write credentials.toml."""
        path = self.home / "credentials.toml"
        path.write_text(text)
        path.chmod(mode)

    def project(self, text: str) -> None:
        """Write the project's config."""
        (self.folder / ".cargo").mkdir(exist_ok=True)
        (self.folder / ".cargo" / "config.toml").write_text(text)

    def around(self) -> Surroundings:
        """Return what doctor sees."""
        return Surroundings(str(self.folder), str(self.home), self.environment)

    def run(self, *words: str, **more: Any) -> "subprocess.CompletedProcess[str]":
        """Run `cargo-credprovider doctor` in the project's folder and check what must hold for every run."""
        done = subprocess.run(
            [*self.provider.through, PROGRAM, "doctor", *words],
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
            **{"env": self.environment, "cwd": self.folder, "capture_output": True, **more},
        )
        assert "Traceback" not in done.stderr, done.stderr
        shown = (done.stdout or "") + done.stderr
        assert CANARY not in shown
        assert all(line.isprintable() for line in shown.splitlines())
        return done

    def report(self, *words: str, **more: Any) -> Any:
        """Run it with `--json` and return the report, held against the schema and the exit status."""
        done = self.run("--json", *words, **more)
        assert done.stderr == ""
        report = json.loads(done.stdout)
        jsonschema.Draft202012Validator(SCHEMA).validate(report)
        counts = report["summary"]
        assert done.returncode == (1 if counts["error"] or counts["warning"] else 0)
        assert sum(counts.values()) == len(ids(report))
        return report


def ids(report: Any) -> list[str]:
    """Return what a report finds, as `severity[id]`."""
    findings = [*report["findings"], *(one for registry in report["registries"] for one in registry["findings"])]
    return [f"{finding['severity']}[{finding['id']}]" for finding in findings]


def lines(findings: Iterable[Finding], names: Mapping[str, str] | None = None) -> list[str]:
    """Return findings as `severity[name] path:line:column`. names: what stands for the beginning of a path."""
    documents, result = Documents(), []
    for finding in findings:
        assert finding.message
        assert finding.help
        where = ""
        if finding.place is not None:
            at = documents[finding.place.path].locate(finding.place)
            where = finding.place.path + (f":{at.line}:{at.column}" if at.line else "")
        for path, name in (names or {}).items():
            where = where.replace(path, name)
        result.append(f"{finding.severity}[{finding.name}] {where}".strip())
    return result


def program(path: Path, text: str, mode: int = 0o755) -> Path:
    """Write an executable file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path

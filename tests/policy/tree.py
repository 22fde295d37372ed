"""A tree of files with a CARGO_HOME beside it, in which the linter looks and real cargo runs."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policy.cargo.config import Config
from policy.cargo.sources import SourceMap
from policy.cargo.upwards import find_manifest
from policy.cargo.workspace import Workspace
from policy.document import Documents
from policy.engine import Surroundings, check
from policy.finding import Finding
from policy.output.located import in_order
from policy.output.report import Report, path_from
from policy.predict import predict
from policy.prediction import Prediction
from policy.refusals import all_refusals
from tests.cargo_home import CargoHome, Run
from tests.conftest import need

_HOST = re.compile(r"https?://([\w:]+@)?([\w-]+)\.example\.com(:\d+)?")
_CLOSED = "http://127.0.0.1:9"
TOP = "tree"


@dataclass
class Tree:
    """Files, and commands that are started in `folder`.

    home: real cargo with its CARGO_HOME, which is `home.path`; the tree lies beside it, in the folder TOP.
    environment: variables for the linter and for cargo.
    stands_for: for `NAME.example.com`, the base URL of the registry on loopback that cargo gets instead.
    """

    home: CargoHome
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)

    def write(self, files: Mapping[str, str]) -> None:
        """Write files by their paths from the folder; `../` leads out of it."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def write_home(self, files: Mapping[str, str]) -> None:
        """Write files into CARGO_HOME; `credentials.toml` is its owner's alone, as cargo leaves it."""
        for name, text in files.items():
            path = self.home.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o600 if name == "credentials.toml" else 0o644)

    def track(self, *names: str) -> None:
        """Make the folder a repository of git's that holds the named files; `.` is all that it does not ignore."""
        self._git("init", "--quiet")
        for name in names:
            self._git("add", *([] if name == "." else ["--force"]), "--", name)

    def _git(self, *arguments: str) -> None:
        need("git", "install git")
        environment = {**self.home.environment, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", *arguments], cwd=self.folder, env=environment, check=True, capture_output=True)

    def for_cargo(self) -> None:
        """Point every URL to loopback, and give each package the source file that cargo wants."""
        self.environment = {name: self.on_loopback(value) for name, value in self.environment.items()}
        for path in [*self.home.root.rglob("*.toml"), *self.home.root.rglob("config")]:
            text = path.read_text()
            path.write_text(self.on_loopback(text))
            if path.name == "Cargo.toml" and ("[package]" in text or "[project]" in text):
                library = path.parent / "src" / "lib.rs"
                if not library.parent.is_dir():
                    library.parent.mkdir()
                    library.touch()

    @property
    def surroundings(self) -> Surroundings:
        """What `check` and `predict` see from the folder; the programs are those that cargo finds."""
        environment = {"PATH": self.home.environment["PATH"], **self.environment}
        return Surroundings(str(self.folder), str(self.home.path), environment)

    def check(self) -> list[Finding]:
        """Return the findings for the folder, in no particular order."""
        return check(str(self.folder), self.surroundings).findings

    def lines(self) -> list[str]:
        """Return the findings as `path:line:column severity[rule] message`, in the order of a report.

        What is in no file has no line and column; `[TREE]` stands for the top of the tree.
        """
        folder, documents = str(self.folder), Documents()
        lines = []
        for finding, at in in_order(Report(tuple(self.check()), 0, folder), documents):
            where = path_from(folder, documents[finding.place.path])
            where += f":{at.line}:{at.column}" if at.line else ""
            line = f"{where} {finding.severity}[{finding.rule}] {finding.message}"
            lines.append(line.replace(str(self.home.root / TOP), "[TREE]"))
        return lines

    def causes(self) -> set[str]:
        """Return the mistakes behind everything that cargo would refuse here."""
        return {refusal.cause for refusal in all_refusals(self.workspace(), self.sources())}

    def predict(self, *arguments: str) -> Prediction:
        """Return what the linter foresees for `cargo ARGUMENTS`."""
        return predict(arguments, self.surroundings)

    def cargo(self, *arguments: str) -> Run:
        """Run real cargo."""
        return self.home.run(*arguments, cwd=self.folder, extra=self.environment)

    def config(self, *arguments: str) -> Config:
        """Return cargo's config as seen from the folder. arguments: values of `--config`."""
        return Config(str(self.folder), str(self.home.path), self.environment, arguments)

    def sources(self) -> SourceMap:
        """Return the sources as seen from the folder."""
        return SourceMap(self.config())

    def workspace(self) -> Workspace:
        """Return the workspace that cargo finds from the folder."""
        return Workspace(find_manifest(str(self.folder)), str(self.home.path))

    def path(self, name: str) -> str:
        """Return the absolute path of a file by its path from the folder."""
        return os.path.normpath(self.folder / name)

    def on_loopback(self, text: str) -> str:
        """Return `text` with the registries of the tests in place of example.com."""

        def url(match: re.Match[str]) -> str:
            scheme, slashes, rest = self.stands_for.get(match[2], _CLOSED).partition("//")
            return f"{scheme}{slashes}{match[1] or ''}{rest}"

        return _HOST.sub(url, text)


def words_in_order(expected: str, said: str) -> bool:
    """Whether every line of `expected` that carries words stands in `said`, in the same order.

    The lines without words are underlines, whose width is the terminal's business, and blank ones.
    """
    at = 0
    for line in expected.splitlines():
        if any(character.isalnum() for character in line):
            at = said.find(line.strip(), at)
            if at < 0:
                return False
    return True


def as_printed(message: str) -> str:
    """Return what cargo prints of a refusal with this message; before the words of a panic stands no `error: `."""
    return message if "is not a char boundary" in message else f"error: {message}"


def empty_tree(root: Path) -> Tree:
    """Return a tree without files in the folder `root`, with an empty CARGO_HOME beside it."""
    folder = root / TOP
    folder.mkdir()
    return Tree(CargoHome(root), folder)

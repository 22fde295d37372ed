"""A page of documentation as a reader uses it: its files written where it says, its commands run."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`((?:~|/|\w|\.)[^`\s]*\.(?:toml|yml|yaml|hcl))`")


@dataclass(frozen=True)
class Block:
    """One block of code. language: behind the fence. file: the file that the paragraph before it names, or ""."""

    language: str
    file: str
    text: str


class Page:
    """A page below docs/. values: what stands in it, to what it is here: addresses, paths, identifiers."""

    def __init__(self, name: str, values: Mapping[str, str] | None = None) -> None:
        self._text = (DOCS / name).read_text()
        self._values = values or {}

    @property
    def blocks(self) -> list[Block]:
        """Every block of the page, with the values put in."""
        found = []
        for match in _FENCE.finditer(self._text):
            paragraph = self._text[: match.start()].rstrip().rpartition("\n\n")[2]
            named = [] if "```" in paragraph else _FILE.findall(paragraph)
            found.append(Block(match[1], named[0] if named else "", self._filled(match[2])))
        return found

    def file(self, name: str) -> str:
        """Return the content of the file that the page names; the first one, if it has several."""
        return next(block.text for block in self.blocks if block.file == name)

    def commands(self, part: str) -> str:
        """Return the first block of shell commands with `part` in it."""
        return next(block.text for block in self.blocks if block.language == "sh" and part in block.text)

    def _filled(self, text: str) -> str:
        for written, here in self._values.items():
            text = text.replace(written, here)
        return text


def run_commands(text: str, environment: Mapping[str, str], folder: Path) -> str:
    """Run shell commands, of which none may fail; return what they printed."""
    done = subprocess.run(
        ["sh", "-euc", text], env=dict(environment), cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
    return done.stdout

"""The second half: the linter over a workspace with the six mistakes of beginners, and over its corrected twin."""

import re
import shutil
from pathlib import Path

from tests.demo.transcript import StepError, Transcript

TREES = Path(__file__).parent

# A dependency taken to come from crates.io; a registry without any configuration; a name without an index behind it;
# crates.io with dependencies from elsewhere; a careless token; no restriction on what is internal.
SIX_MISTAKES = (
    ("path-dependency-falls-to-crates-io", "crates/billing/Cargo.toml:9:1"),
    ("misspelt-dependency-key", "crates/billing/Cargo.toml:10:33"),
    ("undefined-registry", "crates/ledger/Cargo.toml:9:45"),
    ("undefined-registry", "crates/reports/Cargo.toml:6:12"),
    ("cross-registry-dependency", "crates/client/Cargo.toml:11:45"),
    ("cross-registry-path-dependency", "crates/client/Cargo.toml:12:63"),
    ("token-in-project-config", ".cargo/config.toml:3:1"),
    ("missing-publish-restriction", "crates/gateway/Cargo.toml:3:8"),
    ("misspelt-publish-key", "crates/archive/Cargo.toml:5:1"),
)


def show_inspection(transcript: Transcript) -> None:
    """Check both workspaces, with nothing configured beyond what lies in them. Raises StepError when one is not as it
    should be.
    """
    transcript.heading("A workspace with the six mistakes that beginners make")
    check = ("cargo", "policy", "check")
    said = transcript.step(*check, cwd=_copy(transcript, "mistakes"), status=1, expect=[])
    found = re.findall(r"^\w+\[([a-z-]+)\]: .*\n +--> (.+)$", said, re.MULTILINE)
    for rule, place in SIX_MISTAKES:
        if (rule, place) not in found:
            raise StepError(f"the linter should have found `{rule}` at {place}")
    transcript.heading("The same workspace, corrected")
    transcript.step(*check, cwd=_copy(transcript, "corrected"), expect=["no findings"])


def _copy(transcript: Transcript, name: str) -> Path:
    """Copy a tree out of the project, so that no configuration of the folders above has a say."""
    return Path(shutil.copytree(TREES / name, transcript.root / name))

"""The example in each rule's documentation is one that the rule finds."""

import re
import textwrap

import pytest

from policy.listed import Rule
from policy.rules import RULES
from tests.policy.tree import Tree

ABOUT_A_COMMAND = ("unpublishable-package", "invalid-argument", "unpackable-file")
"""Rules that have something to say only when a command is given, which their examples show."""
ABOUT_A_MODE = ("readable-credentials-file",)
"""Rules about what no text of a file shows."""

# fmt: off
ABOUT_TOO_MUCH = (
    "description-too-long", "version-too-long", "too-many-features", "too-many-dependencies", "package-too-large",
    "many-new-crates",
)
# fmt: on
"""Rules about something large, of which their examples show the beginning."""

_DESCRIBED = {"description": '"An example."', "license": '"MIT"'}
_WITHOUT_DESCRIPTION = ("missing-required-metadata",)

ABOUT_GIT = ("tracked-credentials", "packaged-cargo-config")
"""Rules that have something to say only in a repository of git's."""

_FILE = re.compile(r"# ((?:\$CARGO_HOME/)?[\w./-]+(?:\.(?:toml|rs|lock|yml|sh|md)|/config)|Dockerfile|Makefile)\b")


@pytest.mark.parametrize(
    "rule",
    [one.rule for one in RULES if one.name not in (*ABOUT_A_COMMAND, *ABOUT_A_MODE, *ABOUT_TOO_MUCH)],
    ids=lambda rule: rule.NAME,
)
def test_example(rule: Rule, tree: Tree) -> None:
    files = _files(rule.__doc__ or "")
    usual = {} if rule.NAME in ("publish-without-version", "versionless-public-package") else {"version": '"0.1.0"'}
    usual |= {} if rule.NAME in _WITHOUT_DESCRIPTION else _DESCRIBED
    shown = files.get(".cargo/config.toml", "")
    others = [_registry(name) for name in ("company", "partner") if f"registries.{name}" not in shown]
    tree.write_home({"config.toml": "".join(others)})
    home = str(tree.home.path)
    tree.write({path.replace("$CARGO_HOME", home): _whole(path, text, usual) for path, text in files.items()})
    if rule.NAME in ABOUT_GIT:
        tree.track(".")

    assert any(f"[{rule.NAME}]" in line for line in tree.lines()), tree.lines()


def _files(documentation: str) -> dict[str, str]:
    """Return the files of the example: those that its comments name; else the manifest, or the config."""
    example = textwrap.dedent(documentation.partition("## Example\n")[2].partition("\n## ")[0]).strip()
    files = {"Cargo.toml": ""}
    path = ".cargo/config.toml" if re.match(r"\[(registr|source)", example) else "Cargo.toml"
    for line in example.splitlines():
        named = _FILE.match(line)
        if named:
            path = named[1]
        else:
            files[path] = files.get(path, "") + line + "\n"
    return files


def _whole(path: str, text: str, usual: dict[str, str]) -> str:
    """Return a manifest with what the example leaves out; other files as they are. usual: values of [package]."""
    if not path.endswith("Cargo.toml"):
        return text
    if "[package]" not in text and "[workspace" not in text:
        text = f"[package]\n{text}"
    package = text.partition("[package]")[2].partition("\n[")[0]
    values = {"name": f'"package-{path[0].lower()}"', **usual}
    absent = [key for key in values if not re.search(f"^{key}", package, re.MULTILINE)]
    missing = "".join(f"{key} = {values[key]}\n" for key in absent)
    return text.replace("[package]\n", f"[package]\n{missing}")


def _registry(name: str) -> str:
    return f'[registries.{name}]\nindex = "sparse+https://{name}.example.com/index/"\n'

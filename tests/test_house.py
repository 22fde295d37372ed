"""What the floors of the house promise, held over every module."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from policy.finding import SEVERITIES
from policy.rules import NAMES, RULES
from tests.bench.linter import ONE_MANIFEST
from tests.bench.workspace import CONFIG
from tests.policy.tree import empty_tree

ROOT = Path(__file__).parents[1]
POLICY = sorted((ROOT / "policy").rglob("*.py"))
GROUND = sorted(path for room in ("cargo", "crates_io") for path in (ROOT / "policy" / room).rglob("*.py"))

NETWORK = {"socket", "ssl", "http", "urllib", "socketserver", "asyncio", "selectors", "ftplib", "smtplib", "xmlrpc"}

STARTED = {
    *("bisect", "collections", "contextlib", "copyreg", "datetime", "enum", "errno", "functools", "gc"),
    *("importlib", "itertools", "keyword", "math", "operator", "re", "reprlib", "stat", "tomli"),
    *("types", "typing", "warnings", "__future__"),
}
"""What a check without findings imports besides itself; each further module is a millisecond for everybody."""

NEEDED = {
    *("cargo", "cli", "command_line", "context", "document", "edit", "engine", "escape", "finding", "listed", "rules"),
    *("settings", "refusals", "output", "output.report", "output.text"),
    *("cargo.config", "cargo.config_files", "cargo.config_reads", "cargo.config_sections", "cargo.config_types"),
    *("cargo.config_value", "cargo.index_url", "cargo.names", "cargo.source_id", "cargo.sources"),
    *("cargo.manifest", "cargo.manifest_checks", "cargo.manifest_kinds", "cargo.manifest_types", "cargo.features"),
    *("cargo.last", "cargo.folder_search"),
    *("cargo.dependency", "cargo.dependency_checks", "cargo.plain_dependency", "cargo.semver", "cargo.value_refusal"),
    *("cargo.target", "cargo.target_checks", "cargo.targets", "cargo.members"),
    *("cargo.once", "cargo.place", "cargo.refusal", "cargo.toml_file", "cargo.workspace"),
    *("cargo.at_registry", "cargo.dependency_tables", "cargo.entry_types"),
    *("cargo.package_checks", "cargo.upwards"),
    *("cargo.command", "cargo.compiling", "cargo.lock_file", "cargo.packaging", "cargo.publish", "cargo.resolving"),
    *("cargo.edition_checks", "cargo.missing_index", "cargo.named_registries", "cargo.origins"),
    *("cargo.variable", "lost_restriction"),
    *("repository", "repository.files", "repository.repository"),
    # of the rules about registries and their providers, of which the config speaks
    *("cargo.config_keys", "cargo.credential_provider", "cargo.credentials", "cargo.program", "cargo.provider_chain"),
    *("cargo.provider_refusals", "registry_names", "said", "whose_config"),
}
"""What it imports of our own modules, besides the rules that have something to look at."""

MOST_RULES = 21
"""So many rules have something to look at in a package with two registries in its config."""


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    """Yield the name of every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{relative(path)}: imports are absolute here"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", POLICY, ids=relative)
def test_the_linter_knows_nothing_of_the_provider_and_of_networks(path: Path) -> None:
    for name in imports(path):
        assert name.partition(".")[0] not in {"credprovider", *NETWORK}


@pytest.mark.parametrize("path", GROUND, ids=relative)
def test_the_models_stand_on_the_ground(path: Path) -> None:
    below = ("policy.cargo", "policy.crates_io") if "crates_io" in path.parts else ("policy.cargo",)
    for name in imports(path):
        assert not name.startswith("policy.") or name.startswith(below)


@pytest.mark.parametrize("path", sorted((ROOT / "policy" / "rules").glob("*.py")), ids=relative)
def test_rules_know_nothing_of_their_surroundings(path: Path) -> None:
    for name in imports(path):
        assert not name.startswith(
            ("policy.output", "policy.cli", "policy.command_line", "policy.engine", "policy.predict")
        )


@pytest.mark.parametrize("path", sorted((ROOT / "credprovider" / "conformance").rglob("*.py")), ids=relative)
def test_the_kit_knows_nothing_of_our_provider(path: Path) -> None:
    for name in imports(path):
        assert not name.startswith(("credprovider.", "policy", "tests")) or name.startswith(
            ("credprovider.conformance", "credprovider.visible")
        )


COMMANDS = ("check", "check --format json", "predict -- publish", "explain undefined-registry", "rules")

WATCHED = """
import sys

def watch(event, arguments):
    if event.split(".")[0] in ("socket", "subprocess", "ftplib", "http", "urllib") or event in (
        "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.spawn"
    ):
        raise AssertionError(event)

sys.addaudithook(watch)
from policy.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_the_linter_opens_no_socket_and_starts_no_program(command: str, tmp_path: Path) -> None:
    tree = empty_tree(tmp_path)
    manifest = '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\na = { git = "https://git.example.com/a" }\n'
    tree.write({"Cargo.toml": manifest, ".cargo/config.toml": '[registries.a]\nindex = "https://a.example.com/b"\n'})

    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *command.split()],
        cwd=tree.folder,
        env={**tree.home.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.returncode in (0, 1)


def test_the_watch_sees_a_socket(tmp_path: Path) -> None:
    code = WATCHED.partition("from policy")[0] + "import socket\nsocket.socket()\n"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "AssertionError: socket" in done.stderr


def test_a_check_without_findings_imports_little(tmp_path: Path) -> None:
    tree = empty_tree(tmp_path)
    tree.write({"Cargo.toml": ONE_MANIFEST, ".cargo/config.toml": CONFIG, "src/lib.rs": ""})
    code = (
        "import os, sys\n"
        "before = set(sys.modules)\n"
        "from policy.cli import main\n"
        "status = main(['check'])\n"
        "print(*sorted(set(sys.modules) - before))\n"
        "sys.exit(status)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tree.folder,
        env={**tree.home.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    imported = set(done.stdout.split("\n")[1].split())
    others = {name.partition(".")[0] for name in imported if not name.endswith("__mypyc")} - {"policy"}
    assert {name for name in others if not name.startswith("_")} <= STARTED
    ours = {name for name in imported if name.startswith("policy.")}
    rules = {name for name in ours if name.startswith("policy.rules.")}
    assert {name.removeprefix("policy.") for name in ours - rules} <= NEEDED
    assert len(rules) <= MOST_RULES, "a rule that seldom has something to look at says so in the list, or by its marks"


def causes(path: Path) -> Iterator[str]:
    """Yield the names of mistakes that a file of the model gives to refusals and errors."""
    for node in ast.walk(ast.parse(path.read_text())):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found += node.args[:1] if name in ("Refusal", "_refusal", "Answer") else []
            found += [keyword.value for keyword in node.keywords if keyword.arg == "cause"]
        elif isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "cause" for target in node.targets):
            found.append(node.value)
        elif isinstance(node, ast.FunctionDef):
            keywords = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            found += [default for argument, default in keywords if argument.arg == "cause" and default]
        for expression in found:
            for inner in ast.walk(expression):
                if isinstance(inner, ast.Constant) and re.fullmatch(r"[a-z]+(-[a-z]+)+", str(inner.value)):
                    yield str(inner.value)


def test_every_mistake_that_the_model_knows_is_told_by_a_rule() -> None:
    found = {cause for path in GROUND for cause in causes(path)}

    assert len(found) > 25
    assert found <= {*NAMES}


def test_rules_are_called_like_their_files() -> None:
    files = {path.stem for path in (ROOT / "policy" / "rules").glob("*.py")} - {"__init__"}

    assert {name.replace("-", "_") for name in NAMES} == files
    for listed in RULES:
        assert listed.name == listed.rule.NAME
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", listed.name)
        assert listed.rule.SEVERITY in SEVERITIES
    assert len({*NAMES}) == len(NAMES)


@pytest.mark.parametrize("package", ["credprovider", "policy"])
def test_rooms_are_small(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 350, f"{relative(path)} has room for two nouns"


def test_every_folder_of_code_is_a_package() -> None:
    for package in ("credprovider", "policy", "tests"):
        for folder, _, files in os.walk(ROOT / package):
            if any(name.endswith(".py") for name in files):
                assert "__init__.py" in files, folder

"""The command line: exit codes, and every failure in one clear sentence."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policy import __version__
from policy.rules import NAMES
from tests.conftest import need
from tests.policy.program import PROGRAM, run
from tests.policy.tree import Tree

CLEAN = '[package]\nname = "app"\nversion = "0.1.0"\npublish = false\n'
ERROR = f'{CLEAN}[dependencies]\nx = {{ version = "1", registry = "nope" }}\n'
WARNING = '[workspace]\nmembers = []\n[workspace.dependencies]\nx = { version = "1", registry = "nope" }\n'
ADVICE = '[registries.a]\nindex = "http://localhost/index"\n'


def test_clean(tree: Tree) -> None:
    tree.write({"Cargo.toml": CLEAN})

    assert run(tree, "check") == (0, "no findings in 1 file\n", "")


def test_findings(tree: Tree) -> None:
    tree.write({"Cargo.toml": ERROR})

    ran = run(tree, "check")

    assert ran.status == 1
    assert ran.stdout.startswith("error[undefined-registry]: registry `nope` is not defined\n --> Cargo.toml:6:33\n")
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("worst", "fail_on", "status"),
    [
        ("error", "error", 1),
        ("error", "never", 0),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("warning", "advice", 1),
        ("advice", "warning", 0),
        ("advice", "advice", 1),
        ("advice", "never", 0),
        ("nothing", "advice", 0),
    ],
)
def test_what_fails(worst: str, fail_on: str, status: int, tree: Tree) -> None:
    tree.write({"Cargo.toml": {"error": ERROR, "warning": WARNING}.get(worst, CLEAN)})
    tree.write({".cargo/config.toml": ADVICE if worst == "advice" else ""})

    assert run(tree, "check", "--fail-on", fail_on).status == status


def test_without_a_manifest(tree: Tree) -> None:
    ran = run(tree, "check")

    assert ran == (2, "", f"error: could not find `Cargo.toml` in `{tree.folder}` or any parent directory\n")


def test_several_workspaces(tree: Tree) -> None:
    tree.write({"a/Cargo.toml": CLEAN, "b/Cargo.toml": ERROR})

    assert run(tree, "check", "a").status == 0
    assert run(tree, "check", "a", "b").status == 1
    assert run(tree, "check", "a", "none/of/them").status == 2


def test_from_below_the_manifest_and_by_its_own_path(tree: Tree) -> None:
    tree.write({"Cargo.toml": ERROR, "src/x": ""})

    assert run(tree, "check", "Cargo.toml").status == 1
    tree.folder /= "src"
    assert "--> ../Cargo.toml:6:33" in run(tree, "check").stdout


def test_json(tree: Tree) -> None:
    tree.write({"Cargo.toml": ERROR})

    report = json.loads(run(tree, "check", "--format", "json").stdout)

    assert [(one["rule"], one["path"], one["line"]) for one in report["findings"]] == [
        ("undefined-registry", "Cargo.toml", 6)
    ]


def test_isolated(tree: Tree) -> None:
    tree.write({"Cargo.toml": ERROR})
    tree.write_home({"config.toml": '[registries.nope]\nindex = "https://registry.example.com/index"\n'})

    assert run(tree, "check").status == 0
    ran = run(tree, "check", "--isolated", "--fail-on", "warning")
    assert ran.status == 1
    assert "warning[undefined-registry]: registry `nope` is not defined in any config of this repository" in ran.stdout


def test_another_cargo_home(tree: Tree) -> None:
    tree.write({"Cargo.toml": ERROR, "home/config.toml": '[registries.nope]\nindex = "https://a.example.com/index"\n'})

    assert run(tree, "check", "--cargo-home", "home").status == 0


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        ("[rules]\nno-such-rule = 'off'\n", "unknown key `no-such-rule` in `rules`"),
        ("[rules\n", "the policy file cannot be read: unclosed table, expected `]`"),
        ("[publish]\nrequire = 1\n", "`require` in `publish` must be true or false, not an integer"),
    ],
)
def test_a_wrong_policy_file(policy: str, sentence: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": CLEAN, "cargo-policy.toml": policy})

    ran = run(tree, "check")

    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"error: {tree.path('cargo-policy.toml')}:")
    assert sentence in ran.stderr


def test_a_policy_file_that_is_not_there(tree: Tree) -> None:
    tree.write({"Cargo.toml": CLEAN})

    ran = run(tree, "check", "--config", "none.toml")

    assert ran.status == 2
    assert "none.toml: the policy file cannot be read: No such file or directory" in ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [["check", "--no-such-option"], ["no-such-command"], [], ["check", "--fail-on", "x"], ["explain"], ["predict"]],
)
def test_wrong_arguments(arguments: list[str], tree: Tree) -> None:
    ran = run(tree, *arguments)

    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr.startswith("usage: cargo policy")


def test_rules_and_their_explanation(tree: Tree) -> None:
    listed = run(tree, "rules").stdout.splitlines()

    assert [line.split()[0] for line in listed] == list(NAMES)
    for heading in ("# undefined-registry (error)", "## What it does", "## Why", "## Example", "## Fix"):
        assert f"{heading}\n" in run(tree, "explain", "undefined-registry").stdout


def test_an_unknown_rule(tree: Tree) -> None:
    ran = run(tree, "explain", "undefined-registri")

    assert ran == (2, "", "error: there is no rule `undefined-registri`; did you mean `undefined-registry`?\n")
    assert run(tree, "explain", "xyz").stderr == ("error: there is no rule `xyz`; `cargo policy rules` lists them\n")


def test_version(tree: Tree) -> None:
    assert run(tree, "--version").stdout == f"cargo-policy {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["publish", "--registry", "nope"], 1, "`cargo publish --registry nope` will be refused by cargo:\n\nerror: "),
        (["publish"], 1, "`cargo publish` will be refused by cargo:\n\nerror: failed to parse manifest"),
        (["--version"], 0, "nothing refuses `cargo --version`\n"),
        (
            ["search", "x"],
            0,
            "nothing in the files refuses `cargo search x`; the rest depends on\n  what crates.io holds\n",
        ),
    ],
)
def test_predict(arguments: list[str], status: int, said: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": ERROR})

    ran = run(tree, "predict", "--", *arguments)

    assert ran.status == status
    assert ran.stdout.startswith(said)


def test_predict_as_json(tree: Tree) -> None:
    tree.write({"Cargo.toml": ERROR, "src/lib.rs": ""})

    prediction = json.loads(run(tree, "predict", "--format", "json", "--", "publish").stdout)

    assert prediction["schema"] == 1
    assert prediction["args"] == ["publish"]
    assert prediction["verdict"] == "fail"
    assert prediction["refused_by"] == "cargo"
    assert prediction["exit_code"] == 101
    assert prediction["message"].endswith("registry index was not found in any configuration: `nope`")
    assert [finding["rule"] for finding in prediction["findings"]] == ["undefined-registry", "unpublishable-package"]


SECRET = "s3cr3t-0f-0ur-c0mpany"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--format", "json"],
        ["predict", "--", "publish"],
        ["predict", "--format", "json", "--", "publish"],
        ["predict", "--", "--config", f"registries.company.token='{SECRET}'", "publish"],
        ["predict", "--format", "json", "--", "--config", f"registries.company.token='{SECRET}'", "publish"],
        ["predict", "--", "--config", f"registries.company={{ token = '{SECRET}' }}", "publish"],
        ["predict", "--", "publish", "--token", SECRET],
        ["predict", "--format", "json", "--", "publish", f"--token={SECRET}"],
    ],
)
@pytest.mark.parametrize(
    "config",
    [
        f'[registries.company]\nindex = "https://a.example.com/b"\ntoken = "{SECRET}"\n',
        f'[registries.company]\nindex = "https://me:{SECRET}@a.example.com/b"\n',
        f'[registries.company]\ntoken = "{SECRET}\n',
        f'[registries.company]\ntoken = "{SECRET}"\ntoken = "{SECRET}"\n',
        f'[registries.company]\ntoken = ["{SECRET}"]\n',
        f'[registry]\ntoken = "{SECRET}" x\n',
    ],
)
def test_a_secret_is_never_shown(config: str, arguments: list[str], tree: Tree) -> None:
    tree.write({"Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\npublish = ["company"]\n'})
    tree.write({".cargo/config.toml": config})

    ran = run(tree, *arguments)

    assert SECRET not in ran.stdout + ran.stderr


def test_text_from_outside_is_escaped(tree: Tree) -> None:
    tree.write({"Cargo.toml": f'{CLEAN}[dependencies]\nx = {{ version = "1", registry = "a\\u001b[31m" }}\n'})

    ran = run(tree, "check")

    assert ran.status == 1
    assert "\x1b" not in ran.stdout
    assert "\\u{1b}" in ran.stdout


def test_as_a_subcommand_of_cargo(tree: Tree) -> None:
    need("cargo", "install Rust with rustup, or the Debian package cargo")
    tree.write({"Cargo.toml": ERROR})

    checked = tree.cargo("policy", "check")
    predicted = tree.cargo("policy", "predict", "--", "publish")

    assert checked.status == 1
    assert checked.stdout == run(tree, "check").stdout
    assert predicted.stdout == run(tree, "predict", "--", "publish").stdout


def test_a_folder_that_is_gone(tree: Tree) -> None:
    (tree.folder / "gone").mkdir()
    command = ["sh", "-c", 'cd gone && rmdir ../gone && exec "$0" check', PROGRAM]

    done = subprocess.run(
        command, cwd=tree.folder, env=tree.home.environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert done.stderr.endswith("the current folder does not exist any more; change to one that does\n")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&-", ">&- 2>&-", ">/dev/full"])
@pytest.mark.parametrize("arguments", ["check", "rules", "predict -- publish", "explain nope"])
def test_streams_that_are_closed_or_full(redirection: str, arguments: str, tree: Tree) -> None:
    tree.write({"Cargo.toml": ERROR})
    command = ["sh", "-c", f'exec "$0" {arguments} {redirection}', PROGRAM]

    done = subprocess.run(
        command, cwd=tree.folder, env=tree.home.environment, capture_output=True, text=True, timeout=20, check=False
    )

    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.returncode in (0, 1, 2)
    if "/dev/full" in redirection and "nope" not in arguments:
        assert done.returncode == 2


def test_a_reader_that_goes_away(tree: Tree) -> None:
    dependencies = "".join(f'x{n} = {{ version = "1", registry = "nope{n}" }}\n' for n in range(2000))
    tree.write({"Cargo.toml": f"{CLEAN}[dependencies]\n{dependencies}"})
    command = ["bash", "-c", 'set -o pipefail; "$0" check | head -n 1', PROGRAM]

    done = subprocess.run(
        command, cwd=tree.folder, env=tree.home.environment, capture_output=True, text=True, timeout=20, check=False
    )

    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    assert done.returncode == 2


def test_a_terminal_that_is_not_utf_8(tree: Tree) -> None:
    tree.write({"Cargo.toml": f'{CLEAN}[dependencies]\nx = {{ version = "1", registry = "größe" }}\n'})
    tree.environment.update({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})

    assert run(tree, "check").status == 1


def test_names_that_are_no_utf_8(tree: Tree) -> None:
    folder = os.fsdecode(os.fsencode(tree.folder) + b"/\xff\xfe")
    Path(folder).mkdir()
    (Path(folder) / "Cargo.toml").write_text(ERROR)
    tree.folder = Path(folder)

    assert run(tree, "check").status == 1
    assert json.loads(run(tree, "check", "--format", "json").stdout)["findings"]
    assert run(tree, "predict", "--", "publish").status == 1


def test_a_file_that_cargo_passes_over_is_counted(tree: Tree) -> None:
    package = '[package]\nname = "app"\nversion = "0.1.0"\npublish = false\n'
    tree.write({"Cargo.toml": package, ".cargo/credentials.toml": '[registry]\ntoken = "your_token_here"\n'})

    assert run(tree, "check").stdout.endswith("\n1 warning in 1 of 2 files\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no program ends by a signal there")
def test_an_interrupt_ends_the_program_without_a_traceback() -> None:
    code = "import policy.cli as cli\ndef main(): raise KeyboardInterrupt\ncli.main = main\ncli.program()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")

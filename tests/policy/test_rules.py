"""Every rule against its cases, and every case in which cargo has a say against real cargo."""

from pathlib import Path

import pytest
import tomli

from policy.crates_io.upload import HOST
from policy.finding import Finding
from policy.fix import edited
from policy.listed import Listed
from policy.rules import NAMES, RULES
from tests.policy.case import CASES, Answer, Case, Command, all_cases, read_case
from tests.policy.tree import Tree, as_printed, words_in_order
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.registry import Registry

PATHS = all_cases()
SECTIONS = ("What it does", "Why", "Example", "Fix")


def name_of(path: Path) -> str:
    return "/".join(path.relative_to(CASES).with_suffix("").parts)


def lay_out(tree: Tree, case: Case) -> None:
    tree.write(case.files)
    tree.write_home(case.home)
    tree.environment.update(case.environment)
    if case.tracked is not None:
        tree.track(*case.tracked)
    tree.folder = Path(tree.path(case.folder))


@pytest.mark.parametrize("path", PATHS, ids=name_of)
def test_findings(path: Path, tree: Tree) -> None:
    case = read_case(path)
    lay_out(tree, case)

    lines = tree.lines()

    assert lines == list(case.findings)
    assert tree.causes() <= {*NAMES}, "a refusal that no rule tells of"
    found = any(f"[{case.rule}]" in line for line in lines)
    if case.bad:
        assert found or any(command.status for command in case.commands), "a bad case in which nothing is found"
    else:
        assert not found, "a good case with a finding of its rule"


@pytest.mark.parametrize("path", [path for path in PATHS if path.parent.name == "bad"], ids=name_of)
def test_fixes(path: Path, tree: Tree) -> None:
    """A fix takes its own finding away, brings no error, and leaves the file one that can be read."""
    case = read_case(path)
    lay_out(tree, case)
    before = tree.check()

    for finding in before:
        for changed in {edit.place.path for edit in finding.fix}:
            file = Path(changed)
            text = file.read_text()
            file.write_text(edited(text, (edit for edit in finding.fix if edit.place.path == changed)))
            tomli.loads(file.read_text())
            after = tree.check()
            file.write_text(text)

            assert what(finding) not in map(what, after)
            assert {what(one) for one in after if one.severity == "error"} <= set(map(what, before))


def what(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.message


@pytest.mark.parametrize("path", [path for path in PATHS if read_case(path).commands], ids=name_of)
def test_cargo(path: Path, cargo_tree: Tree, crates_io: Registry) -> None:
    case = read_case(path)
    lay_out(cargo_tree, case)
    cargo_tree.for_cargo()

    for command in case.commands:
        if command.answer is None:
            _hold_against_cargo(cargo_tree, case, command)
        else:
            _hold_against_crates_io(cargo_tree, case, command, command.answer, crates_io)


def _hold_against_crates_io(tree: Tree, case: Case, command: Command, answer: Answer, crates_io: Registry) -> None:
    """Let the registry that plays crates.io say what the case has on record, and cargo print it."""
    tree.environment["CARGO_REGISTRY_TOKEN"] = OWNER.token
    prediction = tree.predict(*command.arguments)
    with crates_io.refusing(answer.status, answer.detail):
        run = tree.cargo(*command.arguments)

    assert (run.status, prediction.verdict, prediction.refused_by) == (101, "fail", "crates.io"), run.said
    foreseen = f"error: {prediction.message}".replace(f"registry at {HOST}", f"registry at {crates_io.base}")
    assert answer.detail in run.stderr.replace("\n  ", "\n")
    assert foreseen in run.stderr
    assert prediction.findings[0].rule == case.rule


def _hold_against_cargo(tree: Tree, case: Case, command: Command) -> None:
    arguments = [tree.on_loopback(argument) for argument in command.arguments]
    prediction = tree.predict(*arguments)
    run = tree.cargo(*arguments)

    assert run.status == command.status, run.said
    for text in command.said:
        assert text in run.stderr
    if run.status == 0 or command.unforeseen:
        assert prediction.verdict != "fail", prediction.message
        return
    assert prediction.verdict == "fail", run.stderr
    assert prediction.refused_by == "cargo"
    assert words_in_order(as_printed(prediction.message), run.stderr), f"{prediction.message}\n--\n{run.stderr}"
    assert prediction.findings[0].rule == case.rule


@pytest.mark.parametrize("listed", RULES, ids=lambda listed: listed.name)
def test_a_rule_is_whole(listed: Listed) -> None:
    headings = [line[3:] for line in (listed.rule.__doc__ or "").splitlines() if line.startswith("## ")]

    assert tuple(headings) == SECTIONS
    for kind in ("good", "bad"):
        assert list((CASES / listed.name / kind).glob("*.txt")), f"no {kind} case"


def test_every_case_is_about_a_rule() -> None:
    assert {path.parent.parent.name for path in PATHS} == {*NAMES}
    assert {path.parent.name for path in PATHS} == {"good", "bad"}

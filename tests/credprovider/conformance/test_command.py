"""The command line of the kit."""

import subprocess
from pathlib import Path

import pytest

from credprovider.conformance.cases import SECTIONS
from tests.credprovider.conformance.kit import environment, run_kit, scriptable
from tests.credprovider.provider import PROGRAM


def test_the_list_of_cases(tmp_path: Path) -> None:
    ran = run_kit("--list", environment=environment(tmp_path))

    assert ran.status == 0
    for section in SECTIONS:
        assert section.title in ran.out
        for case in section.cases:
            assert f" {case.number}  {case.title}" in ran.out


def test_every_case_has_a_number_of_its_own_a_title_and_says_what_is_asked_for() -> None:
    cases = [case for section in SECTIONS for case in section.cases]

    assert len({case.number for case in cases}) == len(cases)
    assert len({case.title for case in cases}) == len(cases)
    assert all(case.asked and len(case.title) < 80 for case in cases)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "no provider is named: cargo credprovider conformance -- PROGRAM [ARGS]"),
        (("--case", "1000", "--", "true"), "there is no case 1000; --list shows them all"),
        (("--index-url", "nonsense", "--", "true"), "`nonsense` is not an index URL such as"),
        (("--foreign-url", "nonsense", "--", "true"), "`nonsense` is not an index URL such as"),
        (("--time-limit", "0", "--", "true"), "a number of seconds, above 0 and up to 600"),
        (("--format", "html", "--", "true"), "invalid choice"),
    ],
)
def test_a_mistake_in_the_words_is_said(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    ran = run_kit(*words, environment=environment(tmp_path))

    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.errors


def test_some_cases(tmp_path: Path) -> None:
    options = ("--format", "tap", "--case", "26", "--case", "38")
    ran = run_kit(*options, "--", scriptable(tmp_path), environment=environment(tmp_path))

    assert [number for number in ran.outcomes() if not number.startswith("I")] == ["26", "38"]
    assert ran.status == 0


def test_arguments_behind_the_program_travel_in_the_requests(tmp_path: Path) -> None:
    options = ("--format", "tap", "--case", "39", "--", scriptable(tmp_path), "--store", "x")
    ran = run_kit(*options, environment=environment(tmp_path))

    assert "unknown argument '--store'" in ran.out


def test_cargo_finds_the_kit_as_its_own_subcommand(tmp_path: Path) -> None:
    words = [PROGRAM, "credprovider", "conformance", "--list"]
    done = subprocess.run(words, capture_output=True, env=environment(tmp_path), check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_without_cargo_its_cases_are_skipped(tmp_path: Path) -> None:
    without = environment(tmp_path) | {"PATH": "/usr/bin:/bin"}
    ran = run_kit("--format", "tap", "--case", "71", "--", scriptable(tmp_path), environment=without)

    assert ran.outcomes()["71"] == "skip"
    assert "# SKIP no cargo on PATH" in ran.out


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    shell = f"{PROGRAM} conformance --list | head -n 1"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, env=environment(tmp_path), check=False)

    assert (done.stdout, done.stderr) == ("A. Start-up and handshake\n", "")

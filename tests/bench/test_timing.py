"""The bench times what it should, and does not take a wrong answer for a fast one."""

import sys
from pathlib import Path

import pytest

from tests.bench.timing import Done, Program, Question, Wanted, WrongResultError, answered, run, table

SILENT = Done(0, b"", b"")


def program(name: str, code: str, folder: Path, expected: Done = SILENT) -> Program:
    return Program(name, [sys.executable, "-c", code], {}, folder, lambda done: done == expected)


def test_the_programs_take_turns(tmp_path: Path) -> None:
    programs = [program(name, f"print({name!r}, file=open('log', 'a'), end='')", tmp_path) for name in "abc"]

    answered(Question("?", programs, [], rounds=2))

    assert (tmp_path / "log").read_text() == "abcabcabc"  # the first time does not count


def test_the_whole_life_of_a_program_is_timed(tmp_path: Path) -> None:
    assert 0.2 < run(program("sleep", "import time; time.sleep(0.2)", tmp_path)) < 2


def test_a_program_gets_its_text_and_its_folder(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd(), sys.stdin.read())"
    expected = Done(0, f"{tmp_path} text\n".encode(), b"")

    run(program("ask", code, tmp_path, expected)._replace(text=b"text"))


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "print('no')", "import sys; sys.stderr.write('no')"])
def test_a_wrong_result_is_no_result(tmp_path: Path, code: str) -> None:
    with pytest.raises(WrongResultError, match="ours did not do its job: exit status"):
        answered(Question("?", [program("ours", code, tmp_path)], [], rounds=1))


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.timing.TIMEOUT", 0.2)

    with pytest.raises(WrongResultError, match="exit status -9"):
        run(program("ours", "import time; time.sleep(60)", tmp_path))


def test_the_ratio_is_the_median_within_the_rounds(tmp_path: Path) -> None:
    ours, theirs, third = (program(name, "", tmp_path) for name in ("ours", "theirs", "third"))
    question = Question("Which?", [ours, theirs, third], [Wanted("theirs", 0.5), Wanted("third", 0.4)], rounds=3)

    # Round by round ours takes 1/4, 2/2 and 8/10 of theirs; the medians alone would say 2/4.
    shown = table(question, {"ours": [1, 2, 8], "theirs": [4, 2, 10], "third": [4, 4, 20]})

    assert (
        shown
        == """\
Which? (3 rounds)
          median ms   least ms   ours / it
  ours       2000.0     1000.0
  theirs     4000.0     2000.0   0.80   wanted: at most 0.50: NOT MET
  third      4000.0     4000.0   0.40   wanted: at most 0.40: met
"""
    )

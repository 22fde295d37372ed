"""The bench's figures for a growing workspace are what they are called."""

import sys
from pathlib import Path

from tests.bench.scale import Sized, grown, peak
from tests.bench.timing import Program


def program(folder: Path, code: str) -> Program:
    return Program("ours", [sys.executable, "-c", code], {}, folder, lambda done: done.status == 0)


def test_the_peak_is_that_of_the_program(tmp_path: Path) -> None:
    idle, busy = (peak(program(tmp_path, f"b'x' * ({size} << 20)")) for size in (0, 200))

    assert idle < 50
    assert 150 < busy - idle < 250


def test_the_ratio_is_the_median_within_the_rounds(tmp_path: Path) -> None:
    few, many = (Sized(crates, program(tmp_path, "")) for crates in (10, 100))

    shown = grown("Growth", few, many, [0.0001, 0.0002, 0.0003], [0.0002, 0.0002, 0.00036], 65.04)

    assert (
        shown
        == """\
Growth (3 rounds)
       10 crates:    200 microseconds a crate
      100 crates:    200 microseconds a crate
  time per crate: 1.20 of that of the small one   wanted: at most 1.10: NOT MET
  peak of memory: 65.0 MiB   wanted: at most 64.00: NOT MET
"""
    )

"""The kit proves itself: a correct provider passes, and each broken one fails where it is broken."""

from pathlib import Path

import pytest

from tests.credprovider.conformance.kit import SCRIPTABLE, environment, run_kit, scriptable
from tests.credprovider.conformance.mutants import MUTANTS, Mutant


@pytest.mark.usefixtures("cargo_home")
def test_the_correct_provider_passes_everything_that_applies(tmp_path: Path) -> None:
    options = ("--format", "tap", "--risk-store")
    ran = run_kit(*options, "--", scriptable(tmp_path), environment=environment(tmp_path))

    assert ran.failed() == set(), ran.out
    assert ran.status == 0
    # It is not crates.io's, logins are supported, and there is no backend to ask.
    assert ran.skipped() == {"33", "70", "85"}
    assert len(ran.outcomes()) > 80
    assert (tmp_path / "tokens.json").read_text() == "{}"


@pytest.mark.usefixtures("cargo_home")
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.partition(" ")[0])
def test_a_broken_provider_is_rejected(tmp_path: Path, mutant: Mutant) -> None:
    program = scriptable(tmp_path, mutant.source(SCRIPTABLE.read_text()))
    numbers = [number for number in mutant.caught_by if not number.startswith("I")] or ["38"]
    cases = [word for number in numbers for word in ("--case", number)]
    options = ("--format", "tap", "--time-limit", "2", *cases)
    ran = run_kit(*options, "--", program, environment=environment(tmp_path))

    assert ran.status == 1
    assert set(mutant.caught_by) <= ran.failed(), ran.out

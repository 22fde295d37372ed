"""Tokens that are not the kit's: never overwritten, never shown; and its own, which do not stay behind."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.credprovider.conformance.kit import Ran, environment, program, run_kit, scriptable
from tests.credprovider.provider import INDEX, PROGRAM

SECRET = "a-token-of-somebody-0123456789"
READ_ONLY = r"""#!/bin/sh
printf '{{"v":[1]}}\n'
while read -r line; do
  printf '%s\n' "$line" >> {log}
  case "$line" in
  *'"kind":"log'*) printf '{{"Err":{{"kind":"operation-not-supported"}}}}\n';;
  *elsewhere.example*|*foreign.example*|*conformance-b*) printf '{{"Err":{{"kind":"not-found"}}}}\n';;
  *unexpected*) printf '{{"Err":{{"kind":"operation-not-supported"}}}}\n';;
  *'"kind":"get"'*)
    printf '{{"Ok":{{"kind":"get","token":"{secret}","cache":"session","operation_independent":true}}}}\n';;
  *) printf '{{"Err":{{"kind":"operation-not-supported"}}}}\n';;
  esac
done
"""

SOME = ("19", "24", "31", "34", "38", "93")
"""Cases that fail on it, or show what it answers."""


def store(folder: Path, tokens: dict[str, str]) -> Path:
    path = folder / "tokens.json"
    path.write_text(json.dumps(tokens))
    return path


def test_a_token_that_is_stored_stops_the_kit(tmp_path: Path) -> None:
    path = store(tmp_path, {INDEX: SECRET})
    ran = run_kit("--", scriptable(tmp_path), environment=environment(tmp_path))

    assert (ran.status, ran.out) == (2, "")
    assert ran.errors.startswith(f"error: a token for {INDEX} is stored, and the kit does not touch it; ")
    assert json.loads(path.read_text()) == {INDEX: SECRET}


def test_a_token_that_is_not_there_stops_the_kit(tmp_path: Path) -> None:
    ran = run_kit("--token-stored", "--", scriptable(tmp_path), environment=environment(tmp_path))

    assert ran.status == 2
    assert "--token-stored says that a token is stored, but a get is answered" in ran.errors


def test_a_url_that_is_not_served_stops_the_kit(tmp_path: Path) -> None:
    url = "sparse+https://elsewhere.example/"
    ran = run_kit("--index-url", url, "--", scriptable(tmp_path), environment=environment(tmp_path))

    assert ran.status == 2
    assert ran.errors == f"error: the provider does not serve {url}; name a URL that it serves: --index-url URL\n"


@pytest.mark.usefixtures("cargo_home")
@pytest.mark.parametrize(("form", "numbers"), [("table", ()), ("tap", SOME), ("junit", SOME)])
def test_a_stored_token_is_neither_touched_nor_shown(tmp_path: Path, form: str, numbers: tuple[str, ...]) -> None:
    log = tmp_path / "requests"
    provider = program(tmp_path, READ_ONLY.format(log=log, secret=SECRET))
    cases = [word for number in numbers for word in ("--case", number)]
    ran = run_kit("--format", form, "--token-stored", *cases, "--", provider, environment=environment(tmp_path))

    assert ran.status == 1, ran.errors
    assert SECRET not in ran.out + ran.errors
    asked = [line for line in log.read_text(errors="replace").splitlines() if f'"{INDEX}"' in line]
    assert len(asked) > 10
    assert not [line for line in asked if '"kind":"log' in line]


def test_a_real_registry_is_not_logged_in_to_where_nobody_knows_what_is_stored(tmp_path: Path) -> None:
    log = tmp_path / "requests"
    text = f"#!/bin/sh\nprintf '{{\"v\":[1]}}\\n'\nwhile read -r line; do printf '%s\\n' \"$line\" >> {log}\n"
    text += 'printf \'{"Err":{"kind":"other","message":"the keyring is locked"}}\\n\'; done\n'
    options = ("--format", "tap", "--index-url", "sparse+https://real.example/index/", "--case", "38", "--case", "61")
    ran = run_kit(*options, "--", program(tmp_path, text), environment=environment(tmp_path))

    assert ran.skipped() >= {"38", "61"}
    assert "so that the kit does not know whether a token is stored" in ran.out
    assert '"login"' not in log.read_text()


def test_what_an_earlier_run_has_left_is_removed(tmp_path: Path) -> None:
    path = store(tmp_path, {INDEX: "conformance-kit-token-of-a-run-that-was-killed"})
    ran = run_kit("--format", "tap", "--case", "39", "--", scriptable(tmp_path), environment=environment(tmp_path))

    assert ran.status == 0, ran.out + ran.errors
    assert json.loads(path.read_text()) == {}


def test_what_cannot_be_removed_is_told(tmp_path: Path) -> None:
    source = (
        (Path(__file__).parent / "scriptable.py")
        .read_text()
        .replace("    keep(path, tokens)\n    return DONE", "    return DONE")
    )
    options = ("--case", "61")
    ran = run_kit(*options, "--", scriptable(tmp_path, source), environment=environment(tmp_path))

    assert f"note: a token of the kit is left for {INDEX}" in ran.out.replace("\n      ", " ")


def test_the_store_is_at_risk_on_request_alone(tmp_path: Path) -> None:
    def ran(*options: str) -> Ran:
        cases = ("--case", "72", "--case", "83")
        return run_kit(
            "--format", "tap", *options, *cases, "--", scriptable(tmp_path), environment=environment(tmp_path)
        )

    assert ran().skipped() >= {"72", "83"}
    outcomes = ran("--risk-store").outcomes()
    assert (outcomes["72"], outcomes["83"]) == ("ok", "ok")


def test_foreign_cases_apply_to_one_that_serves_everything_when_a_url_is_named(tmp_path: Path) -> None:
    provider = program(tmp_path, READ_ONLY.format(log="/dev/null", secret=SECRET))
    options = ("--format", "tap", "--token-stored", "--case", "26", "--case", "70")
    assert run_kit(*options, "--", provider, environment=environment(tmp_path)).outcomes()["26"] == "skip"

    named = ("--foreign-url", "sparse+https://elsewhere.example/")
    ran = run_kit(*options, *named, "--", provider, environment=environment(tmp_path))
    assert (ran.outcomes()["26"], ran.outcomes()["70"]) == ("not ok", "ok")


def test_an_interrupt_takes_the_kits_token_away(tmp_path: Path) -> None:
    slow = program(tmp_path, f'#!/bin/sh\nsleep 0.2\nexec {scriptable(tmp_path)} "$@"\n', name="slow")
    path = tmp_path / "tokens.json"
    with subprocess.Popen(
        [PROGRAM, "conformance", "--case", "44", "--", slow],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
    ) as kit:
        end = time.monotonic() + 30
        while not (path.exists() and "conformance-kit" in path.read_text()):
            assert time.monotonic() < end
            time.sleep(0.01)
        kit.send_signal(signal.SIGINT)
        out, errors = kit.communicate(timeout=30)

    assert (kit.returncode, out, errors) == (130, b"", b"")
    assert json.loads(path.read_text()) == {}

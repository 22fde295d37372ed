"""Hold any credential provider against cargo's protocol, from outside.

PROGRAM is started as cargo starts it, with --cargo-plugin, and with the environment of this command; ARGS are sent in
each request, as cargo sends those that stand behind the program in its configuration. Where cargo is on PATH, real
cargo works with the provider, too, against a registry on this machine.

The kit stores tokens of its own for the index URL, and removes them again. It never touches a token that it did not
store: where one is found, it stops. Name the URL of a registry that the provider serves and that nobody uses:
--index-url. A provider that takes no tokens is tested with one that is already there: --token-stored. Then no login and
no logout is sent for its URL, and the token goes to nobody but the registry on this machine.

Two cases can break the whole store of a provider that writes carelessly: a full disk, and a kill in the middle of a
login. They run with --risk-store alone; use it where nobody's tokens are.

The cases about foreign registries ask for a URL that is made up. A provider that answers otherwise than
url-not-supported may well serve every registry, so that these cases do not apply to it; name a URL that it must not
serve, and they do: --foreign-url. Of other spellings of the index URL two must be other registries (`.git` or none at
the end of the path, `sparse+` or none); the report notes which of the rest the provider takes for the same.

Exit status: 0 no case failed, 1 a case failed, 2 the kit could not run. A case that does not apply is reported as
skipped, with the reason.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from credprovider.visible import visible

if TYPE_CHECKING:
    from credprovider.conformance.report import Report

NAME = "conformance"
PASSED, FAILED, CANNOT_RUN = 0, 1, 2
FORMAT_NAMES = ("table", "tap", "junit")  # of FORMATS, which costs the import of an XML library
_LONGEST = 600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options and the provider's command line."""
    parser.usage = "cargo credprovider conformance [OPTIONS] -- PROGRAM [ARGS]"
    parser.add_argument("provider", nargs="*", metavar="PROGRAM [ARGS]", help="the provider, behind `--`")
    parser.add_argument("--index-url", metavar="URL", help="an index URL that it serves; default: one that is made up")
    parser.add_argument("--token-stored", action="store_true", help="a token for this URL is stored, which is not ours")
    parser.add_argument("--foreign-url", metavar="URL", default="", help="an index URL that it must not serve")
    parser.add_argument("--risk-store", action="store_true", help="also run what can break a careless provider's store")
    parser.add_argument("--case", action="append", metavar="N", default=[], help="run this case; can be repeated")
    parser.add_argument("--list", action="store_true", help="list the cases, and run none")
    parser.add_argument(
        "--format", choices=FORMAT_NAMES, default="table", help="how the report is written; default: table"
    )
    parser.add_argument(
        "--time-limit", type=_seconds, default=10.0, metavar="SECONDS", help="for each answer; default: 10"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the cases, or list them, and return the exit status."""
    from credprovider.conformance.profile import CannotRunError
    from credprovider.conformance.start import NoProgramError
    from credprovider.conformance.urls import NoUrlError

    try:
        return _list() if arguments.list else _run(arguments)
    except (CannotRunError, NoProgramError, NoUrlError) as error:
        message = str(error)
    print(f"error: {visible(message, 700)}", file=sys.stderr)
    return CANNOT_RUN


def _run(arguments: argparse.Namespace) -> int:
    from credprovider.conformance.formats import FORMATS
    from credprovider.conformance.profile import CannotRunError
    from credprovider.conformance.report import FAILED as CASE_FAILED
    from credprovider.conformance.start import find_program

    _check_numbers(arguments.case)
    if not arguments.provider:
        raise CannotRunError("no provider is named: cargo credprovider conformance -- PROGRAM [ARGS]")
    program, *args = arguments.provider
    program = find_program(program)
    try:
        with tempfile.TemporaryDirectory(prefix="conformance-") as name:
            report = _report(arguments, program, args, Path(name))
    except OSError as error:
        raise CannotRunError(f"a file of the kit's own cannot be written: {error.strerror}") from None
    sys.stdout.write(FORMATS[arguments.format](report))
    return FAILED if report.count(CASE_FAILED) else PASSED


def _report(arguments: argparse.Namespace, program: str, args: list[str], folder: Path) -> "Report":
    """Run the cases with a kit that has `folder` for its files."""
    from credprovider.conformance.invariants import Invariants
    from credprovider.conformance.kit import Kit
    from credprovider.conformance.provider import Provider
    from credprovider.conformance.run import run_cases
    from credprovider.conformance.urls import DEFAULT

    (folder / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
    kit = Kit(
        Provider(program, args, environment, arguments.time_limit, Invariants()),
        folder,
        url=arguments.index_url or DEFAULT,
        foreign=arguments.foreign_url,
        token_stored=arguments.token_stored,
        risk_store=arguments.risk_store,
    )
    try:
        return run_cases(kit, arguments.case, _progress)
    finally:
        kit.clean()
        _progress("")


def _list() -> int:
    from credprovider.conformance.cases import SECTIONS

    lines: list[str] = []
    for section in SECTIONS:
        lines += ["", section.title] if lines else [section.title]
        for case in section.cases:
            lines.append(f"  {case.number:>3}  {case.title}{'  (beyond the protocol)' if case.beyond else ''}")
    print("\n".join(lines))
    return PASSED


def _check_numbers(numbers: list[str]) -> None:
    from credprovider.conformance.profile import CannotRunError
    from credprovider.conformance.run import NUMBERS

    for number in numbers:
        if number not in NUMBERS:
            raise CannotRunError(f"there is no case {number}; --list shows them all")


def _progress(line: str) -> None:
    """Show on a terminal which case runs; an empty line takes it away."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"a number of seconds, above 0 and up to {_LONGEST:.0f}")
    return seconds

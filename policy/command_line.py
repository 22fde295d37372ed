"""The commands of `cargo-policy` and their options."""

import os
import sys
from types import SimpleNamespace
from typing import TextIO

from policy import __version__
from policy.cargo.folder_search import TooManyFolders
from policy.cargo.refusal import CargoError
from policy.document import Documents
from policy.engine import Surroundings, check
from policy.escape import escaped
from policy.finding import SEVERITIES
from policy.output import FORMATS, rendered
from policy.output.report import Report
from policy.rules import NAMES, RULES
from policy.settings import SettingsError

CLEAN, FINDINGS, FAILED = 0, 1, 2
"""The exit codes: nothing at or above --fail-on, something there, and the job could not be done."""

_NEVER = "never"


def run(arguments: list[str]) -> int:
    """Do what the command line `arguments` asks for, and return the exit code."""
    if sys.stdout is None or sys.stderr is None:  # closed by the caller: what is written goes nowhere
        sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a terminal that is not UTF-8
    if arguments[:1] == ["policy"]:
        arguments = arguments[1:]  # cargo passes the subcommand's own name
    options = SimpleNamespace(**_CHECK) if arguments == ["check"] else _parsed(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except (CargoError, SettingsError, TooManyFolders) as error:
        return _failed(str(error))
    except BrokenPipeError:
        sys.stdout = _nowhere()  # the reader has gone, and so may we
        return FAILED
    except OSError as error:  # files are read elsewhere; this is a full disk behind standard output
        sys.stdout = _nowhere()
        return _failed(f"cannot write the result: {error.strerror}")
    except RecursionError:
        return _failed("a file is nested too deeply to be read")
    return code


def _check(options: SimpleNamespace) -> int:
    surroundings = _surroundings(options)
    folders = [os.path.normpath(os.path.join(surroundings.folder, path)) for path in options.paths]
    checked = [check(folder, surroundings) for folder in folders]
    findings = tuple(finding for one in checked for finding in one.findings)
    files = {path for one in checked for path in one.files}
    # a rule may have looked at a file that cargo passes over
    files.update(finding.place.path for finding in findings if os.path.isabs(finding.place.path))
    report = Report(findings, len(files), surroundings.folder)
    sys.stdout.write(rendered(options.format, report, Documents(), _colour(options.color)))
    if any(one.unread for one in checked):
        return FAILED
    if options.fail_on == _NEVER:
        return CLEAN
    worst = max((SEVERITIES.index(finding.severity) for finding in findings), default=-1)
    return FINDINGS if worst >= SEVERITIES.index(options.fail_on) else CLEAN


def _predict(options: SimpleNamespace) -> int:
    from policy.output.prediction import render
    from policy.predict import predict  # only this command needs it

    surroundings = _surroundings(options)
    prediction = predict(options.args, surroundings)
    sys.stdout.write(render(prediction, options.format, surroundings.folder))
    return FINDINGS if prediction.verdict == "fail" else CLEAN


def _explain(options: SimpleNamespace) -> int:
    for listed in RULES:
        if options.rule == listed.name:
            title, _, rest = (listed.rule.__doc__ or "").partition("\n")
            sys.stdout.write(f"# {listed.name} ({listed.rule.SEVERITY})\n\n{title}\n{rest}")
            return CLEAN
    from difflib import get_close_matches  # only a mistake pays for it

    near = get_close_matches(options.rule, NAMES, 1)
    advice = f"did you mean `{near[0]}`?" if near else "`cargo policy rules` lists them"
    return _failed(f"there is no rule `{options.rule}`; {advice}")


def _rules(options: SimpleNamespace) -> int:
    del options
    width = max(map(len, NAMES))
    for listed in RULES:
        title = (listed.rule.__doc__ or "").partition("\n")[0]
        sys.stdout.write(f"{listed.name:{width}}  {listed.rule.SEVERITY:7}  {title}\n")
    return CLEAN


def _surroundings(options: SimpleNamespace) -> Surroundings:
    try:
        folder = os.getcwd()
    except FileNotFoundError:
        raise SettingsError("the current folder does not exist any more; change to one that does") from None
    home = options.cargo_home or os.environ.get("CARGO_HOME") or os.path.join(os.path.expanduser("~"), ".cargo")
    isolated, policy_file = getattr(options, "isolated", False), getattr(options, "config", None)
    home = os.path.normpath(os.path.join(folder, home))
    return Surroundings(folder, "" if isolated else home, dict(os.environ), isolated, policy_file)


def _colour(choice: str) -> bool:
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _failed(sentence: str) -> int:
    from policy.conceal import concealed  # only what fails pays for it

    sys.stderr.write(f"error: {escaped(concealed(sentence))}\n")
    return FAILED


_CHECK = {
    "run": _check,
    "paths": ["."],
    "format": "text",
    "fail_on": "error",
    "isolated": False,
    "config": None,
    "color": "auto",
    "cargo_home": None,
}
"""The options of a bare `check`: most runs are one, and do not wait for argparse."""


def _parsed(arguments: list[str]) -> SimpleNamespace:
    """Take a command line apart; ends the process where it has a mistake or asks for help."""
    import argparse

    def formatter(prog: str) -> argparse.HelpFormatter:
        return argparse.HelpFormatter(prog, width=100)  # to find out the terminal's, argparse would import much

    parser = argparse.ArgumentParser(
        prog="cargo policy",
        formatter_class=formatter,
        description="Says, offline, what cargo or crates.io will refuse, and what would leak a crate or a token.",
    )
    parser.add_argument("--version", action="version", version=f"cargo-policy {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    checker = commands.add_parser("check", help="check a workspace", formatter_class=formatter)
    checker.add_argument(
        "paths", nargs="*", metavar="PATH", default=_CHECK["paths"], help="folders of workspaces; default: this one"
    )
    checker.add_argument("--format", choices=[*FORMATS], help="default: text")
    checker.add_argument("--fail-on", choices=[*reversed(SEVERITIES), _NEVER], help="default: error")
    checker.add_argument("--isolated", action="store_true", help="see nothing outside the repository")
    checker.add_argument("--config", metavar="FILE", help="the policy file; default: the nearest cargo-policy.toml")
    checker.add_argument("--color", choices=("auto", "always", "never"), help="default: auto")
    checker.set_defaults(**_CHECK)
    predicter = commands.add_parser("predict", help="say what a cargo command would do", formatter_class=formatter)
    predicter.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    predicter.add_argument("args", nargs="+", metavar="ARGS", help="cargo's arguments, after `--`")
    predicter.set_defaults(run=_predict)
    for command in (checker, predicter):
        command.add_argument("--cargo-home", metavar="DIR", help="default: $CARGO_HOME or ~/.cargo")
    explainer = commands.add_parser("explain", help="explain a rule", formatter_class=formatter)
    explainer.add_argument("rule", metavar="RULE")
    explainer.set_defaults(run=_explain)
    lister = commands.add_parser("rules", help="list the rules", formatter_class=formatter)
    lister.set_defaults(run=_rules)
    return SimpleNamespace(**vars(parser.parse_args(arguments)))

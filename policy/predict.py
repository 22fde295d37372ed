"""What a cargo command would do here, before anything is built and without a network.

A prediction is the earliest refusal that the rules' findings foresee for that command.
"""

import os
from collections.abc import Sequence

from policy.cargo.alias import expanded, is_foreign
from policy.cargo.command import IN_WORKSPACE
from policy.cargo.config import Config
from policy.cargo.invocation import Invocation, parse_invocation
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.sources import SourceMap
from policy.cargo.upwards import MANIFEST, find_manifest
from policy.cargo.workspace import Workspace
from policy.context import Context
from policy.dependence import depends_on
from policy.document import Documents
from policy.engine import Surroundings, run_rules
from policy.output.excerpt import Mark, excerpt
from policy.output.paint import painter
from policy.output.report import path_from
from policy.prediction import Prediction
from policy.refusals import invocation_refusals
from policy.settings import Settings


def predict(args: Sequence[str], surroundings: Surroundings) -> Prediction:
    """Predict `cargo ARGS`, started in the current folder of `surroundings`."""
    invocation = parse_invocation(args)
    if invocation.asks_for_words:
        return Prediction(tuple(args), "pass", None, "", ())
    folder = surroundings.folder
    config = Config(folder, surroundings.cargo_home, surroundings.environment, invocation.all("--config"))
    if is_foreign(invocation) and not config.files.errors and config.argument_error is None:
        try:
            invocation = expanded(invocation, config)
        except CargoError as error:
            refusal = error.refusal(Phase.ARGUMENTS)
            return Prediction(tuple(args), "fail", "cargo", refusal.message, ())
        config = Config(folder, surroundings.cargo_home, surroundings.environment, invocation.all("--config"))
    if invocation.command == "install":
        # cargo install looks at the config that it would see in the folder of `--path`, or in CARGO_HOME (`install.rs`)
        home, arguments, path = surroundings.cargo_home, invocation.all("--config"), invocation.value("--path")
        seen_from = home if path is None else os.path.normpath(os.path.join(folder, path))
        config = Config(seen_from, home, surroundings.environment, arguments, started_in=folder)
    sources = SourceMap(config)
    try:
        workspace = _workspace(invocation, folder, surroundings.cargo_home)
    except CargoError as error:
        missing = Refusal("missing-manifest", Phase.MANIFEST, error.chain, error.place)
        others = invocation_refusals(invocation, None, sources)
        if min((*others, missing), key=lambda one: (one.phase, one.step)) is missing:
            return Prediction(tuple(args), "fail", "cargo", missing.message, ())
        workspace = None
    refusals = invocation_refusals(invocation, workspace, sources)
    context = Context(workspace, sources, Settings(), refusals)
    foreseen = [(finding.refusal, finding) for finding in run_rules(context) if finding.refusal is not None]
    foreseen.sort(key=lambda pair: (pair[0].phase, pair[0].step))
    if foreseen:
        first = foreseen[0][0]
        findings = tuple(finding for _, finding in foreseen)
        return Prediction(tuple(args), "fail", first.by, _message(first, folder), findings)
    beside = depends_on(invocation, workspace, sources)
    return Prediction(tuple(args), "unknown" if beside else "pass", None, "", (), beside)


def _workspace(invocation: Invocation, folder: str, cargo_home: str) -> Workspace | None:
    """Read the workspace where the command needs one; raises CargoError where there is none."""
    if invocation.command == "install":
        from policy.cargo.installing import check_folder, installed_from  # only this command needs it

        source = installed_from(invocation, folder)
        if source is None:
            return None
        check_folder(source, is_named=invocation.value("--path") is not None)
        return Workspace(os.path.join(source, MANIFEST), cargo_home)
    nameless = invocation.command in ("yank", "owner") and not invocation.names
    if invocation.command not in IN_WORKSPACE and not nameless:
        return None
    path = invocation.value("--manifest-path")
    if path is not None:
        from policy.cargo.selection import named_manifest  # few command lines name one

        named_manifest(path, folder)
    return Workspace(find_manifest(invocation.manifest_folder(folder)), cargo_home)


def _message(refusal: Refusal, folder: str) -> str:
    if not refusal.excerpt:
        return refusal.message
    place = refusal.pointed_at or refusal.place
    document = Documents()[place.path]
    location = document.locate(place)
    if len(refusal.chain) > 1:
        from policy.cargo.toml_problem import picture  # only a mistake pays for it

        width = location.end_column - location.column if location.end_line == location.line else 1
        shown = document.shown_line(location.line)
        reason = picture(shown, location.line, location.column, refusal.chain[-1], max(width, 1))
        return refusal._replace(chain=(*refusal.chain[:-1], reason)).message
    gutter = len(str(location.line))
    where = f"{'-->':>{gutter + 3}} {path_from(folder, document)}:{location.line}:{location.column}"
    lines = excerpt(document, [Mark(location, "^", "error", "")], gutter, painter(False))
    message = refusal.message.replace("\n", "\n       ")  # as wide as `error: `
    return "\n".join([message, where, *lines])

"""A prediction, for people and as one JSON object."""

import json
from collections.abc import Sequence

from policy.conceal import concealed
from policy.concealed_config import concealed_config
from policy.document import Documents
from policy.escape import escaped
from policy.finding import Finding
from policy.output.json import as_object
from policy.output.message import concealed_message, line_shown, redrawn
from policy.prediction import Prediction

SCHEMA = 1

_WITH_VALUE = (("--registry",), ("--config",), ("--color",), ("-Z",))


def render(prediction: Prediction, form: str, folder: str) -> str:
    """Return the prediction as `text` or `json`; paths of findings are shown from `folder`."""
    return _json(prediction, folder) if form == "json" else _text(prediction)


def _text(prediction: Prediction) -> str:
    command = escaped(" ".join(("cargo", *_args(prediction))))
    if prediction.verdict == "fail":
        lines = "\n".join(escaped(line) for line in _message(prediction).split("\n"))
        return f"`{command}` will be refused by {prediction.refused_by}:\n\nerror: {lines}\n"
    if prediction.verdict == "unknown":
        beside = "".join(f"  {escaped(concealed(one))}\n" for one in prediction.depends_on)
        return f"nothing in the files refuses `{command}`; the rest depends on\n{beside}"
    return f"nothing refuses `{command}`\n"


def _args(prediction: Prediction) -> list[str]:
    """Return the arguments without their secrets."""
    shown: list[str] = []
    for number, arg in enumerate(prediction.args):
        before = prediction.args[:number]
        is_argument = not arg.startswith("-") and before[-1:] not in _WITH_VALUE
        if before[-1:] == ("--token",) or ("login" in before and is_argument):
            shown.append("*" * len(arg))
        elif arg.startswith("--token="):
            shown.append(f"--token={'*' * len(arg.removeprefix('--token='))}")
        else:
            shown.append(concealed(concealed_config(arg)))
    return shown


def _message(prediction: Prediction) -> str:
    """Return cargo's message without the secrets in it."""
    shown = line_shown(prediction.findings[0], Documents()) if prediction.findings else {}
    return concealed_message(_without_arguments(prediction.message, prediction.args), shown)


def _finding(finding: Finding, args: Sequence[str]) -> Finding:
    """Return `finding` without the secrets on the command line."""
    refusal = finding.refusal
    chain = [_without_arguments(one, args) for one in refusal.chain] if refusal else []
    return finding._replace(
        message=_without_arguments(finding.message, args),
        refusal=refusal and refusal._replace(chain=tuple(chain)),
    )


def _without_arguments(message: str, args: Sequence[str]) -> str:
    """Return `message` without the secrets in the arguments that cargo repeats in it, whole or one line of one."""
    shown: dict[str, str] = {}
    for arg in (*args, *(arg.partition("=")[2] for arg in args)):
        hidden = concealed_config(arg)
        if hidden != arg:
            message = message.replace(arg, hidden)
            shown.update(zip(arg.split("\n"), hidden.split("\n"), strict=True))
    return redrawn(message, shown)


def _json(prediction: Prediction, folder: str) -> str:
    documents = Documents()
    return (
        json.dumps(
            {
                "schema": SCHEMA,
                "args": _args(prediction),
                "verdict": prediction.verdict,
                "refused_by": prediction.refused_by,
                "exit_code": prediction.exit_code,
                "message": _message(prediction),
                "depends_on": [concealed(one) for one in prediction.depends_on],
                "findings": [
                    as_object(_finding(finding, prediction.args), documents, folder) for finding in prediction.findings
                ],
            },
            indent=2,
        )
        + "\n"
    )

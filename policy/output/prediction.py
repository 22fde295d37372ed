"""A prediction, for people and as one JSON object."""

import json

from policy.conceal import concealed
from policy.concealed_config import concealed_config
from policy.document import Documents
from policy.escape import escaped
from policy.output.json import as_object
from policy.output.message import concealed_message, line_shown
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
    message = prediction.message
    shown = line_shown(prediction.findings[0], Documents()) if prediction.findings else {}
    for arg in prediction.args:
        hidden = concealed_config(arg)
        if hidden != arg:
            message = message.replace(arg, hidden)
            shown.update(zip(arg.split("\n"), hidden.split("\n"), strict=True))
    return concealed_message(message, shown)


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
                "findings": [as_object(finding, documents, folder) for finding in prediction.findings],
            },
            indent=2,
        )
        + "\n"
    )

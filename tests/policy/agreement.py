"""Holding a prediction against the real cargo."""

from policy.prediction import Prediction
from tests.cargo_home import Run
from tests.policy.tree import Tree, as_printed, words_in_order

METADATA = ("metadata", "--no-deps", "--format-version", "1", "--offline")
"""A command that reads config and manifests, and asks no registry."""


def agree(tree: Tree, *arguments: str) -> tuple[Run, Prediction]:
    """Run `cargo ARGUMENTS` and predict it, and assert that cargo fails if and only if that was foreseen, in its words.

    For commands of which nothing else can go wrong.
    """
    prediction = tree.predict(*arguments)
    run = tree.cargo(*arguments)
    assert (prediction.verdict == "fail") == (run.status != 0), f"{prediction.message}\n--\n{run.said}"
    if run.status:
        expected = as_printed(prediction.message)
        assert words_in_order(expected, run.stderr), f"{expected}\n--\n{run.stderr}"
        assert prediction.findings
    return run, prediction

"""A prediction repeats the command line, and the secrets in it not."""

import pytest

from policy.output.prediction import render
from policy.prediction import Prediction


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "args",
    [
        ("login", "s3cret"),
        ("login", "--registry", "company", "s3cret"),
        ("login", "--", "s3cret"),
        ("publish", "--token", "s3cret"),
        ("publish", "--token=s3cret"),
    ],
)
def test_a_token_is_not_shown(args: tuple[str, ...], form: str) -> None:
    said = render(Prediction(args, "pass", None, "", ()), form, "/p")
    assert "s3cret" not in said
    assert "company" in said or "company" not in args

"""A CI file, Dockerfile, script or Makefile sets a token to what is written there.

## What it does
Looks for `CARGO_..._TOKEN` and `CARGO_..._SECRET_KEY` that are set to a text rather than to a variable or a secret of
the CI system, and in Dockerfiles for ENV and ARG that carry such a token at all. What looks like a placeholder is none.
In documentation it is a warning.

## Why
Whoever can read the repository has the token, and history keeps it. What ENV or ARG hold stays in the image, where
`docker history` shows it to everybody who can pull it.

## Example
    # .github/workflows/release.yml
    env:
      CARGO_REGISTRIES_COMPANY_TOKEN: s3cr3t-of-the-company

## Fix
Revoke the token at the registry. Take the next one from the CI system's secrets, as in `${{ secrets.REGISTRY_TOKEN }}`;
for `docker build` use `RUN --mount=type=secret,id=token,env=CARGO_REGISTRIES_COMPANY_TOKEN`.
"""

from collections.abc import Iterator

from policy.context import Context
from policy.finding import Finding
from policy.repository.assignments import Assignment
from policy.repository.files import DOTENV
from policy.secret import crates_io_tokens, is_placeholder

NAME = "secret-in-plain-text"
SEVERITY = "error"

_NO_SECRETS = frozenset({"true", "false", "null", "~", "inherit", "required", "test", "fake", "none"})
_REFERENCES = ("credentials(", "op://", "vault:", "!", "*", "&", "%", "`", "@", "arn:", "ref+")
"""How what another program puts the secret in the place of begins."""


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each token that is written out, or that becomes part of an image."""
    environment = {(one.file.path, one.name) for one in context.repository.assignments if one.keyword == "ENV"}
    for one in context.repository.assignments:
        if one.file.kind == DOTENV or not is_secret_name(one.name) or any(crates_io_tokens(one.value)):
            continue  # `tracked-credentials`, `crates-io-token`
        if is_literal(one.value):
            severity = "warning" if one.file.is_documentation else SEVERITY
            advice = "revoke it, and take the next one from a secret of the CI system or a credential provider"
            yield Finding(NAME, severity, f"`{one.name}` is written out in this file", one.place, advice)
        elif one.keyword == "ENV" and "$" in one.value:
            yield _in_image(one, f"`{one.name}` becomes part of the image, which shows it to everybody who has it")
        elif one.keyword == "ARG" and (one.file.path, one.name) not in environment and not one.value:
            yield _in_image(one, f"`{one.name}` stays in the image's history, as every build argument does")


def is_secret_name(name: str) -> bool:
    """Return whether a variable of cargo's of this name holds a secret."""
    return name.endswith(("_TOKEN", "_SECRET_KEY"))


def is_literal(value: str) -> bool:
    """Return whether a value is itself the secret, and not what stands for one."""
    return not is_placeholder(value) and value.lower() not in _NO_SECRETS and not value.startswith(_REFERENCES)


def _in_image(one: Assignment, message: str) -> Finding:
    advice = f"use RUN --mount=type=secret,id=token,env={one.name}"
    return Finding(NAME, "warning", message, one.place, advice)

"""A token of crates.io stands in a file of the project.

## What it does
Looks in every manifest of the workspace, in every config file outside CARGO_HOME, and in the CI files, Dockerfiles,
scripts and pages of documentation of the repository, comments included, for what has the shape of crates.io's tokens:
`cio` or `cio_tp_`, and 32 letters and digits. Under `[registry] token` it knows the
older ones too, which had only the 32.

## Why
Whoever has the file can publish as you: both are committed with the project, and both are packed into the `.crate`.

## Example
    # .cargo/config.toml
    [registry]
    # the token for releases: cioAbcDefGhiJklMnoPqrStuVwxYz012345

## Fix
Revoke it on crates.io (Account Settings, API Tokens), remove it, and run `cargo login`; in CI use Trusted Publishing or
`CARGO_REGISTRY_TOKEN` from the secrets of the job. Removing it alone does not help: it stays in the history.
"""

from collections.abc import Iterator

from policy.cargo.place import Place
from policy.config_secrets import secrets_in
from policy.context import Context
from policy.document import Document
from policy.finding import Finding
from policy.repository.files import CREDENTIALS, DOTENV
from policy.secret import crates_io_tokens, is_old_crates_io_token
from policy.whose_config import project_files

NAME = "crates-io-token"
SEVERITY = "error"

_ADVICE = "revoke it at https://crates.io/settings/tokens, remove it, and run `cargo login`"


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each token; the token itself is never shown."""
    configs = list(project_files(context.config))
    for file in [*(manifest.file for manifest in context.manifests), *configs]:
        yield from _tokens(file.path, file.text)
    for other in context.repository.files:
        if other.kind not in (DOTENV, CREDENTIALS):  # `tracked-credentials`: they belong there, but not into git
            yield from _tokens(other.path, other.text)
    for file in configs:
        for secret in secrets_in(file):
            if secret.place.key == ("registry", "token") and is_old_crates_io_token(secret.value):
                message = "this looks like an old token of crates.io, and everybody who has the project has it"
                yield Finding(NAME, SEVERITY, message, secret.place, _ADVICE)


def _tokens(path: str, text: str) -> Iterator[Finding]:
    document = Document(path, text)
    for start, end in crates_io_tokens(document.text):
        line, column, *_ = document.between(start, end)
        place = Place(path, line=line, column=column)
        yield Finding(
            NAME, SEVERITY, "this is a token of crates.io, and everybody who has the project has it", place, _ADVICE
        )

"""The protection of connections is weakened.

## What it does
Looks for `http.check-revoke = false`, for an `http.ssl-version` below 1.2, and for `GIT_SSL_NO_VERIFY` in the
environment where `net.git-fetch-with-cli` lets git fetch.

## Why
cargo accepts it without a word, and sends tokens over such connections: to a server with a revoked certificate, with a
protocol that is broken, or to anybody.

## Example
    # .cargo/config.toml
    [http]
    ssl-version = "tlsv1.1"

## Fix
Remove the key, or the variable. For a company's own certificates set `http.cainfo`; where only the list of revoked
certificates is out of reach, say so in the policy file and switch the rule off there.
"""

from collections.abc import Iterator

from policy.cargo.config import Config
from policy.cargo.config_value import Value
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding

NAME = "weakened-tls"
SEVERITY = "warning"

_OLD = ("tlsv1", "tlsv1.0", "tlsv1.1")


def check(context: Context) -> Iterator[Finding]:
    """Yield one finding for each key, and one for git's variable."""
    config = context.config
    revoke = _value(config, "http", "check-revoke")
    if revoke is not None and revoke.data in (False, "false"):
        message = "cargo does not ask whether a certificate was revoked (on Windows, where alone it would)"
        yield Finding(NAME, SEVERITY, message, revoke.place, "remove it")
    version = _value(config, "http", "ssl-version")
    oldest = version.table.get("min") if version is not None and version.table else version
    if oldest is not None and oldest.data in _OLD:
        # `tlsv1` alone is any version from 1.0 on
        message = f"`{oldest.data}` lets cargo talk by a version of TLS that is broken"
        yield Finding(NAME, SEVERITY, message, oldest.place, "remove it: cargo then chooses the best version")
    with_git = _value(config, "net", "git-fetch-with-cli")
    variable = "GIT_SSL_NO_VERIFY"
    if with_git is not None and with_git.data in (True, "true") and config.environment.get(variable):
        message = "git takes any certificate, and cargo lets git fetch (`net.git-fetch-with-cli`)"
        yield Finding(NAME, SEVERITY, message, Place(variable), "remove the variable")


def _value(config: Config, *key: str) -> Value | None:
    try:
        return config.value(*key)
    except CargoError:
        return None  # `invalid-config`

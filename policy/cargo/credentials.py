"""`credentials.toml`, which cargo merges over its config before it looks for a provider or a token."""

import os

from policy.cargo.config import Config
from policy.cargo.config_value import FILE, Value, merge
from policy.cargo.last import last


def credentials_paths(cargo_home: str) -> list[str]:
    """Return the credentials files that are in `cargo_home`, the one that cargo reads first.

    The old name without an extension wins where both are there (`get_file_path` in context/mod.rs).
    """
    paths = [os.path.join(cargo_home, name) for name in ("credentials", "credentials.toml")]
    return [path for path in paths if cargo_home and os.path.exists(path)]


@last
def with_credentials(config: Config) -> Config:
    """Return `config` as cargo sees it when it needs a credential (`load_credentials` in context/mod.rs of cargo 1.95).

    Whatever stands in the file counts, not only tokens, and wins over the other files and over `--config`; two lists
    become one, even where they name a program: cargo merges the tables without their own name as the first key.
    Raises CargoError where cargo stops: the file cannot be read or merged.
    """
    paths = credentials_paths(config.cargo_home)
    if not paths:
        return config
    loaded = config.files.load(paths[0], FILE, set())
    tables = _with_old_token(loaded)
    merged = dict(config.root.table)
    for name, value in tables.items():
        merged[name] = merge(merged[name], value, force=True) if name in merged else value
    return config.with_root(Value(merged, config.root.origin, config.root.place))


def _with_old_token(loaded: Value) -> dict[str, Value]:
    """Return the tables of the file; a `token` outside of any table is that of crates.io, as it was long ago."""
    tables = dict(loaded.table)
    token = tables.pop("token", None)
    if token is not None and "registry" not in tables:
        tables["registry"] = Value({"token": token}, loaded.origin, loaded.place)
    return tables

"""A project takes the packages of crates.io from another server.

## What it does
Looks for `replace-with` of crates.io in a config file of the project, and for what stands behind it. A folder or a
local registry in its place is not reported, nor are a server on this machine, well-known mirrors, hosts that the policy
file or CARGO_HOME has for a registry, and those of registries that the packages name. Where cargo refuses to publish
because of it, `crates-io-replaced` tells of it.

## Why
cargo says nothing, and the lock file looks as if everything came from crates.io. The server sees what is built; a
package that is not in the lock file yet is whatever the server says.

## Example
    # .cargo/config.toml
    [source.crates-io]
    replace-with = "mirror"
    [source.mirror]
    registry = "sparse+https://mirror.example.com/index/"
    # Cargo.toml
    [package]
    publish = false

## Fix
Let everybody choose a mirror in `$CARGO_HOME/config.toml`; or, where it is the company's, write its index under
`[registries]` in the policy file.
"""

from collections.abc import Iterator

from policy.cargo.index_url import parse
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.refusal import CargoError
from policy.context import Context
from policy.finding import Finding
from policy.whose_config import home_files, project_files

NAME = "crates-io-redirected-by-project"
SEVERITY = "warning"

_KNOWN = (
    *("index.crates.io", "github.com", "rsproxy.cn", "mirrors.ustc.edu.cn", "mirrors.tuna.tsinghua.edu.cn"),
    *("mirror.sjtu.edu.cn", "mirrors.bfsu.edu.cn", "mirrors.aliyun.com"),
)


def check(context: Context) -> Iterator[Finding]:
    """Yield a finding where the config that replaces crates.io is the project's."""
    source = context.sources.by_name.get(CRATES_IO)
    by = source.replace_with if source else None
    if by is None or by.place.path not in {file.path for file in project_files(context.config)}:
        return
    try:
        found = context.sources.replacement(context.sources.crates_io)
    except CargoError:
        return  # `undefined-source-replacement`, `source-replacement-cycle`
    if not found.is_registry:
        return
    url = parse(found.url)
    if url.is_loopback or url.host in _KNOWN or url.host in _trusted(context):
        return
    if any(refusal.place == by.place for refusal in context.refused("crates-io-replaced")):
        return  # a publish is refused because of it, which is told there
    message = f"the project takes the packages of crates.io from `{url.host}`, which the lock file does not show"
    yield Finding(NAME, SEVERITY, message, by.place, "let everybody choose a mirror in CARGO_HOME")


def _trusted(context: Context) -> set[str]:
    """Return the hosts that the policy file, the user or a package of the workspace has for registries."""
    config = context.config
    packages = context.workspace.packages if context.workspace else []
    names = {name for package in packages for name in context.target_names(package)}
    names |= {one.text("registry") or "" for package in context.packages for one in package.notable_dependencies}
    named = (name for name in names - {"", CRATES_IO} if config.defines(name))
    urls = [str(config.registry_index(name, Place(""))) for name in named]
    urls += context.settings.registries.values()
    for file in home_files(context.config):
        for section, key in (("registries", "index"), ("source", "registry")):
            tables = file.data.get(section)
            entries = tables.values() if isinstance(tables, dict) else ()
            urls += [str(entry[key]) for entry in entries if isinstance(entry, dict) and key in entry]
    return {host for host in map(_host, urls) if host}


def _host(url: str) -> str:
    try:
        return parse(url).host
    except ValueError:  # `invalid-index-url`
        return ""

"""cargo's config at random: files along the chain, CARGO_HOME, legacy names, includes, variables and `--config`."""

from random import Random
from typing import Any

from tests.policy.agree.chance import ODD, Drawn, Key, pick, seldom, table, value
from tests.policy.agree.manifests import PROFILE
from tests.policy.agree.names import REGISTRIES, STRANGE_NAMES, STRANGE_URLS, URLS
from tests.policy.agree.toml_text import toml_text

REGISTRY = {
    "index": Key(1, URLS, STRANGE_URLS),
    "token": Key(6, ("t",)),
    "credential-provider": Key(
        12, ("cargo:token", ["cargo:token"]), ([], "nope", ["cargo:token-from-stdout"], "cargo:x")
    ),
    "protocol": Key(20, ("sparse", "git"), ("http",)),
}
GLOBAL = {
    "default": Key(3, REGISTRIES, STRANGE_NAMES),
    "token": Key(4, ("t",)),
    "credential-provider": Key(12, ("cargo:token",), ([], "nope")),
    "global-credential-providers": Key(6, (["cargo:token"], []), ("cargo:token", ["nope"])),
    "index": Key(40, URLS, STRANGE_URLS),
}
LOCATION = {
    "replace-with": Key(3, ("mirror", "company", "folder", "crates-io", "nope")),
    "registry": Key(2, URLS, STRANGE_URLS),
    "directory": Key(25, ("vendor", "nowhere")),
    "local-registry": Key(25, ("vendor", "nowhere")),
    "git": Key(40, ("https://git.example.com/x",), STRANGE_URLS),
    "branch": Key(60, ("main",)),
}
FOLDER = {"directory": Key(1, ("vendor", "nowhere")), "replace-with": Key(20, ("mirror", "company"))}
REPLACED = {**LOCATION, "replace-with": Key(1, ("mirror", "company", "folder", "nope")), "registry": Key(12, URLS)}
SECTIONS = {
    "net": {"offline": Key(3, (False,)), "retry": Key(2, (0, 1), (-1,)), "git-fetch-with-cli": Key(3, (True,))},
    "http": {
        "timeout": Key(2, (30,), (-1,)),
        "proxy": Key(40, ("",)),
        "check-revoke": Key(3, (True,)),
        "ssl-version": Key(5, ("tlsv1.2", {"min": "tlsv1.2"}), ("x", {"min": "x"})),
        "multiplexing": Key(3, (False,)),
    },
    "build": {
        "jobs": Key(2, (1, "default"), (0, "x")),
        "target-dir": Key(6, ("target",)),
        "incremental": Key(3, (True,)),
        "rustflags": Key(6, ([], "")),
    },
    "term": {
        "verbose": Key(2, (False,)),
        "quiet": Key(6, (False,)),
        "color": Key(3, ("never", "auto"), ("x",)),
        "progress": Key(5, ({"when": "never"},), ({"when": "always"}, {"when": "x"})),
    },
    "env": {"X": Key(2, ("y", {"value": "y"}), ({}, {"value": 1}))},
    "alias": {"c": Key(2, ("check", ["check"]), (1,)), "check": Key(6, ("build",))},
    "target": {"x86_64-unknown-linux-gnu": Key(2, ({"linker": "cc"}, {"rustflags": []}), ({"linker": 1},))},
    "install": {"root": Key(2, ("x",))},
    "cargo-new": {"vcs": Key(2, ("none",), ("x",))},
    "resolver": {"incompatible-rust-versions": Key(2, ("allow", "fallback"), ("x",))},
    "patch": {"crates-io": Key(1, ({"shared": {"path": "b"}}, {"serde": {"path": "nowhere"}}), ({"x": {}}, {"x": 1}))},
    "paths": {},
    "unstable": {"x": Key(1, (True,))},
    "future-incompat-report": {"frequency": Key(1, ("never",), ("x",))},
    "cache": {"auto-clean-frequency": Key(1, ("never",), ("x",))},
}
VARIABLES = {
    "CARGO_REGISTRIES_COMPANY_INDEX": (*URLS, *STRANGE_URLS),
    "CARGO_REGISTRIES_COMPANY_TOKEN": ("t",),
    "CARGO_REGISTRY_DEFAULT": (*REGISTRIES, *STRANGE_NAMES),
    "CARGO_REGISTRY_TOKEN": ("t", ""),
    "CARGO_REGISTRIES_NOPE_INDEX": URLS,
    "CARGO_TERM_COLOR": ("never", "x"),
    "CARGO_TERM_QUIET": ("false", "x"),
    "CARGO_NET_RETRY": ("0", "", "x", "-1"),
    "CARGO_NET_OFFLINE": ("false", "1"),
    "CARGO_HTTP_TIMEOUT": ("30", "x"),
    "CARGO_HTTP_CHECK_REVOKE": ("true", "yes"),
    "CARGO_BUILD_TARGET_DIR": ("target", ""),
    "CARGO_TERM_PROGRESS_WHEN": ("never", "x", "always"),
    "CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS": ("allow", "x"),
    "CARGO_PROFILE_DEV_LTO": ("true", "thin"),
    "CARGO_PROFILE_DEV_INCREMENTAL": ("true", "x"),
    "CARGO_PROFILE_DEV_CODEGEN_UNITS": ("4", "-1", ""),
    "CARGO_BUILD_JOBS": ("1", "0", "x"),
    "CARGO_BUILD_INCREMENTAL": ("true", "0"),
    "CARGO_SOURCE_CRATES_IO_REPLACE_WITH": ("nope",),
    "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS": ("cargo:token", "nope"),
    "CARGO_REGISTRIES_COMPANY_CREDENTIAL_PROVIDER": ("cargo:token", "nope"),
}
ARGUMENTS = (
    'registries.company.index="sparse+https://registry.example.com/index/"',
    'registry.default="company"',
    'registry.default="nope"',
    'registries.company.token="t"',
    "net.offline=false",
    "net.retry=true",
    "nope.toml",
    "x",
    "a.b.c=1",
    "a=[1]",
    "registries=1",
    ".cargo/more.toml",
    "include=['more.toml']",
    "include=['.cargo/more.toml']",
    "profile.dev.lto=1",
    "profile.own.inherits='dev'",
    "build.jobs=0",
    "build.target-dir=''",
    "patch.crates-io.serde.path='b'",
    "patch.crates-io.serde.path='nowhere'",
    "term={}",
    "a=1 # b",
    "a=1\nb=2",
    "='x'",
    "",
    "net.retry=-1",
    "http.timeout='x'",
    "alias.check='build'",
    "term.quiet='x'",
    'source.crates-io.replace-with="company"',
)
INCLUDES: tuple[tuple[Any, ...], tuple[Any, ...]] = (
    (["more.toml"], [{"path": "none.toml", "optional": True}], ["more.toml", "./more.toml"]),
    (
        ["none.toml"],
        ["config.toml"],
        "more.toml",
        ["more"],
        [{}],
        [{"path": "more.toml", "x": 1}],
        [""],
        ["../.cargo/more.toml"],
    ),
)
BROKEN = ("", "x", "[a", "a = 1.5\n", "a = 1979-05-27\n", "a = 1\na = 2\n", 'x = "\n', "[registries]\ncompany = 1\n")


def config(random: Random) -> Drawn:
    """Return the content of a config file."""
    data: Drawn = {}
    if seldom(random, 2):
        data["registries"] = {name: table(random, REGISTRY) for name in REGISTRIES if not seldom(random, 3)}
        if seldom(random, 15):
            data["registries"][pick(random, STRANGE_NAMES)] = table(random, REGISTRY)
    if seldom(random, 5):
        data["registry"] = table(random, GLOBAL)
    if seldom(random, 6):
        data["source"] = _sources(random)
    if seldom(random, 8):
        section = pick(random, sorted(SECTIONS))
        data[section] = table(random, SECTIONS[section], 8)
    if seldom(random, 15):
        names = ("dev", "release", "own", "test", "debug", "")
        data["profile"] = {name: table(random, PROFILE, 15) for name in names if seldom(random, 2)}
    if seldom(random, 20):
        data["include"] = value(random, Key(1, *INCLUDES), 3)
    if seldom(random, 80):
        data[pick(random, ("registries", "registry", "source", "net", "term", "package", "paths"))] = pick(random, ODD)
    return data


def _sources(random: Random) -> Drawn:
    found = {}
    for name, keys in (("crates-io", REPLACED), ("mirror", LOCATION), ("folder", FOLDER), ("company", LOCATION)):
        if seldom(random, 2):
            found[name] = table(random, keys)
    return found


def config_text(random: Random) -> str:
    """Return the text of a config file, seldom one that does not parse."""
    return pick(random, BROKEN) if seldom(random, 50) else toml_text(config(random))


def variables(random: Random) -> dict[str, str]:
    """Return what the environment adds."""
    names = [name for name in VARIABLES if seldom(random, 40)]
    return {name: pick(random, VARIABLES[name]) for name in names}


def arguments(random: Random) -> list[str]:
    """Return `--config` and what follows it, in one command of ten."""
    return ["--config", pick(random, ARGUMENTS)] if seldom(random, 9) else []

"""Manifests at random: packages, virtual roots, and the tables that both can have."""

from random import Random
from typing import Any

from tests.policy.agree.chance import ODD, Drawn, Key, pick, seldom, table
from tests.policy.agree.dependencies import dependencies, entry
from tests.policy.agree.names import CRATES, PACKAGES, REGISTRIES, STRANGE_NAMES, STRANGE_URLS, URLS

INHERITED = {"workspace": True}
NAMES = ("", "a b", "1st", "é", "a.b", "test", "a/b", "con", "rust", "_", "-x", "a:b", "x" * 70)
PUBLISH: tuple[Any, ...] = (False, ["company"], ["company", "partner"], [], True, ["crates-io"], ["company", "company"])
PACKAGE = {
    "version": Key(1, ("0.1.0", INHERITED), ("1", "", "1.2.x", "01.2.3", "1.2.3-", "1.0.0-alpha.01")),
    "edition": Key(2, ("2021", "2024", "2018", "2015", INHERITED), ("2020", "2027", "")),
    "publish": Key(3, (*PUBLISH, INHERITED), (["nope"], [""], ["crates.io"], "company", [1], ["Company"])),
    "description": Key(2, ("d", INHERITED)),
    "license": Key(2, ("MIT", INHERITED), ("nonsense", "")),
    "license-file": Key(20, ("LICENSE", "NOPE", INHERITED), ("..", "")),
    "readme": Key(20, ("README.md", False, True, "NOPE.md", INHERITED), ("..", "")),
    "workspace": Key(60, ("..", "."), ("nowhere", "../b")),
    "build": Key(30, ("build.rs", False, True), ("nope.rs", "../build.rs")),
    "links": Key(60, ("z",)),
    "default-run": Key(50, ("foo", "a"), ("nope",)),
    "rust-version": Key(30, ("1.60", "1.94", INHERITED), ("1.99", "1.60.x", "^1.2", "1.60-beta", "")),
    "resolver": Key(25, ("2", "1", "3"), ("4", "")),
    "autobins": Key(50, (False, True)),
    "autolib": Key(80, (False,)),
    "metadata": Key(40, ({"x": 1},)),
    "authors": Key(20, (["x"], [], INHERITED)),
    "keywords": Key(30, (["x"], INHERITED)),
    "include": Key(50, (["src"], ["src", "README.md"])),
    "exclude": Key(50, (["src"], INHERITED), (["["],)),
    "default-target": Key(200, ("x",)),
    "forced-target": Key(200, ("x",)),
    "im-a-teapot": Key(200, (True,)),
}
TARGET = {
    "name": Key(2, ("foo", "a", "b", "t"), ("", "a b", "build", "a/b", "test", "deps", "é")),
    "path": Key(3, ("src/lib.rs", "src/main.rs", "src/x.rs"), ("nope.rs", "src", "", "../x.rs")),
    "crate-type": Key(12, (["lib"], ["cdylib"], ["bin"]), (["x"], [], "lib")),
    "proc-macro": Key(20, (True, False)),
    "test": Key(20, (False, True)),
    "required-features": Key(15, ([], ["std"]), (["nope"],)),
    "edition": Key(40, ("2018",), ("2030",)),
    "harness": Key(40, (False,)),
    "crate_type": Key(80, (["lib"],)),
    "doctest": Key(40, (False,)),
}
FEATURES = {
    "default": Key(2, (["std"], []), (["nope"],)),
    "std": Key(2, ([], ["serde"], ["dep:serde"], ["serde/std"], ["log?/std"]), (["std"], ["dep:nope"], ["dep:log/x"])),
    "serde": Key(15, ([], ["dep:serde"])),
    "a": Key(15, ([],), (["/"], ["dep:"], ["a"])),
    "x y": Key(150, ([],)),
    "dep:x": Key(150, ([],)),
    "a/b": Key(150, ([],)),
    "": Key(150, ([],)),
}
PROFILE = {
    "opt-level": Key(3, (0, 3, "s"), (4, "x", -1)),
    "debug": Key(4, (True, 0, "full"), (9, "x")),
    "lto": Key(6, (True, "thin"), ("x",)),
    "panic": Key(8, ("abort", "unwind"), ("x",)),
    "inherits": Key(4, ("dev", "release"), ("nope", "own")),
    "strip": Key(12, (True, "symbols")),
    "codegen-units": Key(12, (1,), (0, -1)),
    "incremental": Key(12, (True,)),
    "package": Key(
        20, ({"serde": {"opt-level": 3}}, {"*": {"debug": False}}), ({"a b": {}}, {"x": {"panic": "abort"}})
    ),
    "build-override": Key(20, ({"opt-level": 0},), ({"lto": True},)),
}
LINTS = {
    "rust": Key(2, ({"unsafe_code": "forbid"}, {"x": {"level": "warn", "priority": 1}}), ({"x": "no"}, {"x": {}})),
    "clippy": Key(3, ({"all": "warn"},), ({"x": {"level": "no"}},)),
    "nope": Key(60, ({"x": "warn"},)),
    "workspace": Key(6, (True,), (False,)),
}
TABLES = (("dependencies", 2), ("dev-dependencies", 4), ("build-dependencies", 6), ("dev_dependencies", 80))
WORKSPACE = {
    "members": Key(1, (["a", "b"], ["a"], ["*"], []), (["nowhere"], ["a", "../x"], ["a", "a"], ["["], [""])),
    "exclude": Key(8, (["b"], ["nowhere"])),
    "default-members": Key(10, (["a"], ["."], ["a", "b"]), (["nowhere"], ["*"], [])),
    "resolver": Key(4, ("2", "3", "1"), ("4",)),
    "metadata": Key(40, ({"x": 1},)),
    "lints": Key(10, ({"rust": {"unsafe_code": "forbid"}}, {}), ({"rust": {"x": "no"}}, {"nope": {"x": "warn"}})),
}
SHARED = {
    "version": Key(1, ("0.1.0",), ("1", "x")),
    "edition": Key(2, ("2021", "2018"), ("x",)),
    "publish": Key(2, PUBLISH, (["nope"], "x")),
    "description": Key(2, ("d",)),
    "license": Key(2, ("MIT",)),
    "license-file": Key(8, ("LICENSE", "NOPE")),
    "readme": Key(8, ("README.md", False, True, "NOPE.md")),
    "authors": Key(3, (["x"],)),
    "rust-version": Key(4, ("1.60",), ("x",)),
    "keywords": Key(5, (["x"],)),
    "name": Key(80, ("x",)),
}


def package(random: Random, name: str, folder: str, shared: Drawn) -> Drawn:
    """Return the manifest of a package.

    folder: the way from it to the top, such as `../`. shared: what the workspace has for it to inherit.
    """
    own = {"name": pick(random, NAMES) if seldom(random, 60) else name, **table(random, PACKAGE, 60)}
    for key in [key for key, item in own.items() if item is INHERITED and key not in shared.get("package", ())]:
        if not seldom(random, 20):
            own[key] = PACKAGE[key].good[0]
    if seldom(random, 150):
        del own[pick(random, sorted(own))]
    data: Drawn = {"project" if seldom(random, 150) else "package": own}
    for key, one_in in TABLES:
        if seldom(random, one_in):
            data[key] = dependencies(random, folder, shared.get("dependencies", {}))
    if seldom(random, 12):
        platform = pick(
            random, ("cfg(unix)", "cfg(windows)", "x86_64-unknown-linux-gnu", "cfg(", "cfg(x = 1)", "a b", "")
        )
        data["target"] = {platform: {"dependencies": dependencies(random, folder, shared.get("dependencies", {}))}}
    if seldom(random, 6):
        data["features"] = table(random, FEATURES, 25)
    for kind in ("lib", "bin", "test", "example", "bench"):
        if seldom(random, 12):
            target = table(random, TARGET)
            data[kind] = target if kind == "lib" else [target, *([table(random, TARGET)] if seldom(random, 3) else [])]
    if seldom(random, 12):
        data["lints"] = table(random, LINTS)
    if seldom(random, 80):
        data["badges"] = pick(random, ({"x": {"y": "z"}}, 1, "x", []))
    return data


def root_tables(random: Random) -> Drawn:
    """Return what only the manifest at the top may have, besides `[workspace]`."""
    data: Drawn = {}
    if seldom(random, 12):
        data["profile"] = {
            pick(random, ("dev", "release", "own", "doc", "debug", "a b", "")): table(random, PROFILE, 15)
        }
    if seldom(random, 12):
        source = pick(random, ("crates-io", *REGISTRIES, *URLS, *STRANGE_NAMES, *STRANGE_URLS))
        data["patch"] = {source: dependencies(random, "", {})}
    if seldom(random, 50):
        key = pick(
            random, ("serde:1.2.0", "serde", "serde:x", "https://github.com/rust-lang/crates.io-index#serde@1.2.0")
        )
        data["replace"] = {key: entry(random, "b", "", ())}
    if seldom(random, 80):
        data["cargo-features"] = pick(random, ([], ["nope"], ["edition2021"], ["metabuild"], *ODD))
    if seldom(random, 100):
        data[pick(random, ("registries", "source", "unknown"))] = pick(random, ({"x": {"index": "y"}}, *ODD))
    return data


def workspace(random: Random) -> Drawn:
    """Return a `[workspace]` table."""
    found = table(random, WORKSPACE)
    if seldom(random, 2):
        found["package"] = table(random, SHARED)
    if seldom(random, 2):
        shared = random.sample((*CRATES, *PACKAGES[1:], "other"), random.randrange(5))
        found["dependencies"] = {name: entry(random, name, "", ()) for name in shared}
    return found

"""cargo's command lines at random; none of them changes a registry, and few compile."""

from random import Random

from tests.policy.agree.chance import pick, seldom
from tests.policy.agree.names import PACKAGES, REGISTRIES, STRANGE_NAMES, URLS

QUICK = (
    ("metadata", "--no-deps", "--format-version", "1"),
    ("package", "--list", "--allow-dirty"),
    ("publish", "--dry-run", "--no-verify", "--allow-dirty"),
    ("package", "--no-verify", "--allow-dirty"),
    ("metadata", "--format-version", "1"),
    ("read-manifest",),
    ("tree",),
    ("fetch",),
    ("generate-lockfile",),
    ("update",),
    ("pkgid",),
    ("locate-project",),
    ("login",),
    ("logout",),
    ("owner", "--list"),
    ("yank", "--version", "1.2.0"),
    ("search", "serde"),
    ("install", "not-there"),
    ("publish", "--no-verify", "--token", "t"),
    ("info", "serde"),
    ("vendor",),
    ("clean",),
)
WEIGHTS = (8, 4, 8, 6, 6, 2, *[1] * (len(QUICK) - 6))
COMPILING = (("check",), ("build",), ("test", "--no-run"), ("check", "--all-targets"), ("run",), ("doc", "--no-deps"))
FEATURES = (
    *(["--features", name] for name in ("std", "nope", "default", "serde", "a,std", "a/std", "serde/std", "dep:serde")),
    ["--no-default-features"],
    ["--all-features"],
    ["--no-default-features", "--features", "std"],
)
TAKING_FEATURES = ("publish", "package", "check", "build", "test", "run", "tree", "metadata")
SELECTING = ("publish", "package", "check", "build", "test", "tree", "clean")
AT_REGISTRY = ("publish", "package", "login", "logout", "owner", "yank", "search", "install", "info")
_QUICK = tuple(command for command, weight in zip(QUICK, WEIGHTS, strict=True) for _ in range(weight))


def command(random: Random, compiling: int) -> list[str]:
    """Return a command line. compiling: one of so many compiles something."""
    words = list(pick(random, COMPILING if seldom(random, compiling) else _QUICK))
    name = words[0]
    if name in ("owner", "yank") and not seldom(random, 4):
        words.append(pick(random, ("serde", "foo", "serde@1.2.0", "@1.2.0")))
    if name in AT_REGISTRY and seldom(random, 3):
        words += ["--registry", pick(random, (*REGISTRIES, *(STRANGE_NAMES if seldom(random, 3) else ())))]
    elif name in AT_REGISTRY and seldom(random, 15):
        words += ["--index", pick(random, URLS)]
    if name in SELECTING and seldom(random, 4):
        words += pick(random, (["--workspace"], *(["-p", one] for one in PACKAGES), ["--workspace", "--exclude", "b"]))
    if name in TAKING_FEATURES and seldom(random, 12):
        words += pick(random, FEATURES)
    if seldom(random, 30):
        words += ["--manifest-path", pick(random, ("Cargo.toml", "a/Cargo.toml", "nope/Cargo.toml", "src", "a"))]
    if name == "package" and seldom(random, 10):
        words.append("--exclude-lockfile")
    if name in COMPILED_CHOICES and seldom(random, 6):
        words += pick(
            random, (["--lib"], ["--bins"], ["--bin", "foo"], ["--bin", "nope"], ["--test", "t"], ["--tests"])
        )
    if name in ("check", "build", "clean") and seldom(random, 12):
        words += ["--profile", pick(random, ("own", "release", "nope", "doc", "test"))]
    if name in SELECTING and name != "clean" and seldom(random, 30):
        words.append(pick(random, ("--locked", "--offline", "--frozen")))
    return words


COMPILED_CHOICES = ("check", "build", "test")

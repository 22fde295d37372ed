"""Config values of a wrong type, and which command stops at them: each time side by side with real cargo."""

import pytest

from policy.cargo.config_platforms import _host
from tests.policy.agreement import agree
from tests.policy.tree import Tree

PACKAGE = '[package]\nname = "tool"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\ndescription = "It does."\n'
COMPANY = 'registries.company.index = "sparse+https://registry.example.com/index/"\n'
PUBLISH = ("publish", "--no-verify", "--allow-dirty", "--registry", "company", "--dry-run")
READING = ("metadata", "--format-version", "1")
OPENING = (("locate-project",), READING, ("generate-lockfile",), ("fetch",), ("check",))

WRONG = [
    'http = "x"',
    "http.proxy = true",
    'http.timeout = "x"',
    "http.cainfo = 1",
    'http.check-revoke = "x"',
    'http.ssl-version = ["a"]',
    "http.ssl-version = 1",
    "http.ssl-version.min = false",
    'build = "x"',
    "build.target-dir = 1",
    'build.target-dir = ""',
    'build.incremental = "x"',
    "build.target = 1",
    "build.jobs = true",
    "build.jobs = 0",
    'build.jobs = "x"',
    "build.rustflags = 1",
    "build.rustflags = [1]",
    "build.rustc-wrapper = 1",
    'build.warnings = "x"',
    'term = "x"',
    'term.verbose = "x"',
    'term.color = "x"',
    "term.color = 1",
    "term.progress = 1",
    'term.progress.when = "x"',
    'term.progress.when = "always"',
    'target = "x"',
    'target.HOST = "x"',
    'target.other = "x"',
    "target.'cfg(not(target_os = \"none\"))'.runner = false",
    "target.'cfg(unix)' = 1",
    "target.'cfg(unix)'.runner = []",
    "target.'cfg(unix)'.rustflags = 1",
    "target.'cfg(unix)'.linker = 1",
    "target.HOST.runner = false",
    "target.HOST.rustflags = 1",
    "target.HOST.linker = 1",
    "target.HOST.z = 1",
    'env = "x"',
    "env.X = 1",
    'env.X = { value = "x", force = 1 }',
    'resolver.incompatible-rust-versions = "x"',
    'resolver = "x"',
    'patch = "x"',
    'patch."" = {}',
    'patch.nope.log.path = "log"',
    'patch.crates-io = "x"',
    "patch.crates-io.log = 1",
    "patch.crates-io.log = {}",
    'paths = "x"',
    "paths = [1]",
    'paths = ["nowhere"]',
]
RIGHT = [
    'http = { timeout = 1, ssl-version = "tlsv1.2", debug = false, unknown = 1 }',
    'build = { jobs = 2, rustflags = ["--cfg", "a"], target-dir = "out", unknown = 1 }',
    'term = { color = "never", progress = { when = "always", width = 80 } }',
    "target.other = { anything = { a = 1 } }",
    'env.X = { value = "x", relative = true }',
    'alias.check = 1\nregistry.token = 1\ncache = "x"\ndoc.browser = 1\nfuture-incompat-report.frequency = "x"',
]


def lay_out(tree: Tree, config: str, dependencies: str = "") -> None:
    tree.write({".cargo/config.toml": f"{config.replace('HOST', _host())}\n{COMPANY}", "src/lib.rs": ""})
    tree.write({"Cargo.toml": f"{PACKAGE}[dependencies]\n{dependencies}\n"})
    tree.for_cargo()


@pytest.mark.parametrize("config", WRONG)
def test_wrong(cargo_tree: Tree, config: str) -> None:
    lay_out(cargo_tree, config)
    commands = [*OPENING]
    if config.startswith(("http", "build")):
        commands += [PUBLISH, ("search", "--registry", "company", "x")]

    statuses = [agree(cargo_tree, *command)[0].status for command in commands]

    assert 101 in statuses
    assert statuses[0] == 0 or config.startswith('term.color = "')


@pytest.mark.parametrize("config", [config for config in WRONG if config.startswith(("http", "patch"))])
def test_wrong_where_a_registry_is_read(cargo_tree: Tree, config: str) -> None:
    lay_out(cargo_tree, config, 'log = "1"')

    for command in (READING, ("generate-lockfile",)):
        run, _ = agree(cargo_tree, *command)
        assert run.status == 101


@pytest.mark.parametrize("config", RIGHT)
def test_right(cargo_tree: Tree, config: str) -> None:
    lay_out(cargo_tree, config, 'log = "1"')

    for command in OPENING:
        assert cargo_tree.predict(*command).verdict != "fail"
        assert cargo_tree.cargo(*command).status == 0


CREDENTIALS = [
    'registries.company.token = { a = "b" }',
    "registries.company.secret-key = 1",
    "registries.company.secret-key-subject = 1",
    "registries.company.credential-provider = []",
    "registries.company.credential-provider = 1",
    "registries.company.credential-provider = [1]",
    "registries.company.protocol = 1",
    'registry.global-credential-providers = "x"',
    "registry.global-credential-providers = [1]",
    'net.retry = "x"',
    'net.offline = "x"',
]


@pytest.mark.parametrize("config", CREDENTIALS)
def test_when_a_token_is_wanted(cargo_tree: Tree, config: str) -> None:
    lay_out(cargo_tree, config)

    run, _ = agree(cargo_tree, *PUBLISH[:-1])
    agree(cargo_tree, "owner", "--registry", "company", "--list", "tool")
    agree(cargo_tree, *READING)
    if not config.startswith("net"):
        agree(cargo_tree, *PUBLISH)

    assert run.status == 101


def test_a_provider_without_its_program(cargo_tree: Tree) -> None:
    lay_out(cargo_tree, 'registries.company.credential-provider = "cargo:token-from-stdout"')

    run, _ = agree(cargo_tree, *PUBLISH[:-1])
    agree(cargo_tree, *PUBLISH)

    assert "must be a command that prints a token on stdout" in run.stderr


def test_a_variable_hides_a_wrong_value(cargo_tree: Tree) -> None:
    lay_out(cargo_tree, "build.jobs = true")
    cargo_tree.environment["CARGO_BUILD_JOBS"] = "1"

    run, _ = agree(cargo_tree, "check")

    assert run.status == 0


def test_a_variable_does_not_hide_a_wrong_number(cargo_tree: Tree) -> None:
    lay_out(cargo_tree, 'http.timeout = "x"')
    cargo_tree.environment["CARGO_HTTP_TIMEOUT"] = "5"

    run, _ = agree(cargo_tree, "check")

    assert run.status == 101


@pytest.mark.parametrize("variable", ["RUSTC", "RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER"])
def test_what_cannot_be_started_in_place_of_the_compiler(cargo_tree: Tree, variable: str) -> None:
    cargo_tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": ""})
    cargo_tree.environment[variable] = "rustc-that-is-not-there"
    assert agree(cargo_tree, *READING, "--no-deps")[0].status == 0
    prediction, run = cargo_tree.predict(*READING), cargo_tree.cargo(*READING)
    assert (prediction.verdict, run.status) == ("fail", 101)
    begin = "could not execute process `rustc-that-is-not-there "  # rustup may put a path in front of the compiler
    assert prediction.message.startswith(begin)
    assert begin in run.stderr


def test_a_compiler_of_the_config_is_looked_for_beside_it(cargo_tree: Tree) -> None:
    cargo_tree.write({"Cargo.toml": PACKAGE, "src/lib.rs": ""})
    cargo_tree.write({".cargo/config.toml": 'build.rustc = "tools/rustc"\n'})
    assert agree(cargo_tree, "check")[0].status == 101

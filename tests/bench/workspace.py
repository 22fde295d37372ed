"""A workspace of many crates as a company has them: the same one for the same number, whenever and wherever it is made.

`members = ["crates/*"]`, 40 dependencies of the workspace, 10 to 40 dependencies a crate, features, tables for targets,
comments, the permission to publish written in four ways, two registries in the config. Every tenth crate has a mistake:
a dependency on a neighbour without a version, with which it cannot be published. cargo reads the whole of it.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random

SHARED = [f"shared-{number:02}" for number in range(40)]
PUBLIC = [f"public-{number:03}" for number in range(300)]
MISTAKE_EVERY, FIRST_MISTAKE = 10, 5

CONFIG = """\
# Both registries of the company.
[registries.company]
index = "sparse+https://registry.company.example/index/"
credential-provider = ["cargo:token"]

[registries.partner]
index = "sparse+https://partner.example/crates/index/"

[net]
retry = 2
"""

PUBLISH = [
    "publish = false",
    'publish = ["company"]',
    "publish = { workspace = true } # as the others",
    "publish.workspace = true",
]


def generate(folder: Path, crates: int) -> None:
    """Write a workspace of `crates` crates into `folder`, which is made."""
    (folder / ".cargo").mkdir(parents=True)
    (folder / ".cargo" / "config.toml").write_text(CONFIG)
    (folder / "Cargo.toml").write_text(_root())
    for number in range(crates):
        crate = folder / "crates" / _name(number)
        (crate / "src").mkdir(parents=True)
        (crate / "src" / "lib.rs").touch()
        (crate / "README.md").touch()
        (crate / "Cargo.toml").write_text(_manifest(number))


def _name(number: int) -> str:
    return f"acme-{number:05}"


def _root() -> str:
    lines = [
        "# The workspace. Every crate lives under crates/.",
        "[workspace]",
        'members = ["crates/*"]',
        'resolver = "2"',
        "",
        "[workspace.package]",
        'edition = "2021"',
        'license = "MIT OR Apache-2.0"',
        'repository = "https://git.company.example/acme"',
        'publish = ["company"]',
        "",
        "[workspace.dependencies]",
    ]
    for number, name in enumerate(SHARED):
        registry = ', registry = "company"' if number % 4 == 0 else ""
        features = ', default-features = false, features = ["alloc"]' if number % 5 == 0 else ""
        lines.append(f'{name} = {{ version = "1.{number}"{registry}{features} }}')
    return "\n".join(lines) + "\n"


def _manifest(number: int) -> str:
    random = Random(number)  # the numbers must be the same every time
    return "\n".join(_lines(number, random)) + "\n"


def _lines(number: int, random: Random) -> Iterator[str]:
    dependencies = list(_dependencies(number, random))
    full = ['"std"', *(f'"dep:{line.split(" ")[0]}"' for line in dependencies if "optional = true" in line)]
    yield "[package]"
    yield f'name = "{_name(number)}"'
    yield f'version = "{number % 3}.{number % 17}.{number % 29}"'
    yield "edition.workspace = true"
    yield "license.workspace = true"
    yield "repository = { workspace = true }"
    yield f'description = "Crate {number} of the workspace: {random.choice(["parses", "stores", "sends"])} things"'
    yield 'keywords = ["acme", "internal"]'
    yield 'readme = "README.md"' if number % 2 else 'categories = ["data-structures"]'
    yield PUBLISH[number % len(PUBLISH)]
    yield ""
    yield "[features]"
    yield "# The default is what most of the other crates want."
    yield 'default = ["std"]'
    yield "std = []"
    yield f"full = [{', '.join(full)}]"
    yield ""
    yield "[dependencies]"
    yield from dependencies
    yield ""
    yield "[dev-dependencies]"
    yield from _public(random, random.sample(PUBLIC, 3))
    yield ""
    yield "[target.'cfg(unix)'.dependencies]"
    yield from _public(random, random.sample(PUBLIC, 2))
    yield ""
    yield '[target."cfg(windows)".dependencies.windows-sys]'
    yield 'version = "0.59"'
    yield "features = ["
    yield '    "Win32_Foundation", # HANDLE'
    yield '    "Win32_Security",'
    yield "]"
    yield ""
    yield "[lib]"
    yield "doctest = false"


def _dependencies(number: int, random: Random) -> Iterator[str]:
    count = random.randint(10, 40)
    from_workspace = random.sample(SHARED, count // 3)
    from_company = count // 4
    for name in from_workspace:
        yield (
            f'{name} = {{ workspace = true, features = ["std"] }}'
            if random.random() < 0.2
            else f"{name}.workspace = true"
        )
    if number % MISTAKE_EVERY == FIRST_MISTAKE:
        yield f'{_name(1)} = {{ path = "../{_name(1)}" }}'
    at_company = range(3, number, 2)  # as PUBLISH says
    for other in random.sample(at_company, min(from_company, len(at_company))):
        path = f'{{ path = "../{_name(other)}", version = "{other % 3}.{other % 17}", registry = "company" }}'
        yield f"{_name(other)} = {path}"
    yield "# From crates.io."
    yield from _public(random, random.sample(PUBLIC, count - len(from_workspace) - from_company), optional=True)


def _public(random: Random, names: list[str], *, optional: bool = False) -> Iterator[str]:
    for name in sorted(names):
        version = f"{random.randint(0, 4)}.{random.randint(0, 40)}"
        way = random.random()
        if optional and way < 0.2:
            yield f'{name} = {{ version = "{version}", optional = true }}'
        elif way < 0.4:
            yield f'{name} = {{ version = "{version}", default-features = false, features = ["derive", "rc"] }}'
        else:
            yield f'{name} = "{version}"'

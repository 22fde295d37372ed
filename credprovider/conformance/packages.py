"""Small Cargo packages for real cargo to work on."""

from pathlib import Path


def library(root: Path, name: str, *, version: str = "0.1.0", package: str = "", rest: str = "") -> Path:
    """Write a library with one function, `answer`, and return its folder.

    package: further lines of [package]; rest: what follows it in Cargo.toml.
    """
    folder = root / name
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "lib.rs").write_text("pub fn answer() -> u32 {\n    42\n}\n")
    described = 'description = "A library to try things with"\nlicense = "MIT"\n'
    _manifest(folder, name, version, f"{described}{package}", rest)
    return folder


def program(root: Path, name: str, *, uses: str, registry: str | None) -> Path:
    """Write a program that prints the answer of the library `uses` from a registry, and return its folder.

    registry: its name in cargo's config, None for crates.io.
    """
    folder = root / name
    (folder / "src").mkdir(parents=True)
    call = f"{uses.replace('-', '_')}::answer()"
    (folder / "src" / "main.rs").write_text(f'fn main() {{\n    println!("the answer is {{}}", {call});\n}}\n')
    source = f', registry = "{registry}"' if registry else ""
    _manifest(folder, name, "0.1.0", "publish = false\n", f'\n[dependencies]\n{uses} = {{ version = "0.1"{source} }}\n')
    return folder


def _manifest(folder: Path, name: str, version: str, package: str, rest: str) -> None:
    head = f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n'
    (folder / "Cargo.toml").write_text(f"{head}{package}{rest}")

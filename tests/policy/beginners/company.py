"""The company of these pages: its registry, and the parts from which its projects are made."""

CONFIG = ".cargo/config.toml"
COMPANY = '[registries.company]\nindex = "sparse+https://registry.example.com/index/"\n'


def package(name: str, *lines: str) -> str:
    """Return the manifest of a package; lines: what follows its name and version."""
    return "\n".join(["[package]", f'name = "{name}"', 'version = "0.1.0"', 'edition = "2021"', *lines, ""])


def public(name: str, *lines: str) -> str:
    """Return the manifest of a package with what crates.io asks for."""
    return package(name, 'description = "An example."', 'license = "MIT"', *lines)

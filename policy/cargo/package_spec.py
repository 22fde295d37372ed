"""A package id specification, such as a key of `[replace]` has (`core/package_id_spec.rs` of cargo-util-schemas)."""

import re
from typing import NamedTuple

from policy.cargo.index_url import IndexUrl, parse
from policy.cargo.names import package_name_error
from policy.cargo.semver import requirement_error, version_error

_VERSION = re.compile(r"\d+(\.\d+(\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)?)?")


class PackageSpec(NamedTuple):
    """What a specification says: the package's name, its version as it is written, "" without one, and its source."""

    name: str
    version: str
    url: IndexUrl | None

    @property
    def is_exact(self) -> bool:
        """Whether the version is a whole one."""
        return self.version.count(".") >= 2

    def __str__(self) -> str:
        """Return what cargo prints."""
        text = "" if self.url is None else str(self.url)
        if self.url is None or self.url.path.rpartition("/")[2] != self.name:
            text += f"#{self.name}" if text else self.name
            return text + (f"@{self.version}" if self.version else "")
        return text + (f"#{self.version}" if self.version else "")


def _version_error(version: str) -> str:
    """Return what is wrong with a version that is neither a whole one nor the beginning of one (`PartialVersion`)."""
    what = ""
    if not requirement_error(version):
        what = "unexpected version requirement, "
    elif "-" in version:
        what = "unexpected prerelease field, "
    elif "+" in version:
        what = "unexpected build field, "
    return f'{what}expected a version like "1.32"'


def parse_spec(text: str) -> PackageSpec:
    """Take a specification apart; raises ValueError where it has no name or no version that cargo could read."""
    url = None
    if "://" in text:
        whole = parse(text)
        url, path_name = whole._replace(fragment=None), whole.path.rpartition("/")[2]
        text = path_name if whole.fragment is None else whole.fragment
        if text[:1].isdigit():
            text = f"{path_name}@{text}"
    at = text.rfind("@") if "@" in text else text.rfind(":")
    if at < 0 or (text[at] == ":" and text[:at].endswith(":")):
        name, version = text, ""
    else:
        name, version = text[:at], text[at + 1 :]
        if not _VERSION.fullmatch(version) or (version_error(version) and requirement_error(version)):
            raise ValueError(_version_error(version))
    if error := package_name_error(name):
        raise ValueError(error)
    return PackageSpec(name, version, url)

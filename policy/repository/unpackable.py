"""Which files cargo refuses to pack (`build_ar_list`, `check_filename` and `tar` in `cargo_package/mod.rs`)."""

import os
from collections.abc import Iterator, Sequence

from policy.cargo.manifest import Manifest
from policy.cargo.refusal import Phase, Refusal
from policy.repository.package_files import package_files

CAUSE = "unpackable-file"
_RESERVED = ("Cargo.toml.orig", ".cargo_vcs_info.json")
_SPECIAL = '/\\<>:"|?*'


def unpackable_refusals(packages: Sequence[Manifest], listing: bool) -> Iterator[Refusal]:
    """Yield what is refused in the files of `packages`. listing: `--list`, which opens none of them."""
    for number, package in enumerate(packages):
        for name in package_files(package):
            place, path = package.place(package.package_key, "name"), os.path.join(package.folder, name)
            if sentence := _wrong_name(name):
                yield Refusal(CAUSE, Phase.PACKAGE, (sentence,), place, (number, -1), name)
            elif not listing and os.path.islink(path) and not os.path.exists(path):
                context = ("failed to prepare local package for uploading", f"failed to open for archiving: `{path}`")
                chain = (*context, "No such file or directory (os error 2)")
                yield Refusal(CAUSE, Phase.PACKAGE, chain, place, (number, 9), name)


def _wrong_name(name: str) -> str:
    last = name.rpartition("/")[2]
    if not last.isascii() and any("\udc80" <= character <= "\udcff" for character in last):
        shown = os.fsencode(name).decode(errors="replace")
        return f"path does not have a unicode filename which may not unpack on all platforms: {shown}"
    special = next((character for character in _SPECIAL if character in last), None)
    if special:
        return f"cannot package a filename with a special character `{special}`: {name}"
    return f"invalid inclusion of reserved file name {name} in package source" if name in _RESERVED else ""

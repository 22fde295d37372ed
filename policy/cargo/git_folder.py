"""What cargo refuses in a git repository that is to be in a folder of this machine (libgit2, `fs_path.c`)."""

import os
from collections.abc import Iterator

from policy.cargo.dependency import Dependency
from policy.cargo.index_url import parse
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.source_id import SourceId


def folder_refusals(dependency: Dependency, source: SourceId) -> Iterator[Refusal]:
    """Yield the refusal of a URL of the scheme `file` where no folder is, for a workspace without a lock file.

    With one, cargo may have a clone already. The cause in between, which names the folder for it by a hash, is left out.
    """
    url = parse(source.url)
    sentence = ""
    if url.path == "/":
        sentence = f"'{url}' is not a valid local file URI; class=Config (7)"
    elif "%" not in url.path and not url.host and not os.path.exists(url.path):
        sentence = f"failed to resolve path '{url.path}': No such file or directory; class=Os (2)"
    if sentence:
        chain = (f"unable to update {source}", sentence)
        place = dependency.place("git")
        yield Refusal("missing-path-dependency", Phase.RESOLVE, chain, place, subject=dependency.package_name)

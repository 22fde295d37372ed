"""What cargo refuses in a git repository before it asks for it, in a workspace without a lock file."""

import os
from collections.abc import Iterator

from policy.cargo.dependency import Dependency
from policy.cargo.index_url import parse
from policy.cargo.refusal import CargoError, Phase, Refusal
from policy.cargo.source_id import SourceId
from policy.cargo.sources import SourceMap


def git_refusals(dependency: Dependency, source: SourceId, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused in the repository `source` of a dependency.

    With a lock file cargo may have a clone already, or know the commit.
    """
    context = f"unable to update {source}"
    try:
        is_replaced = not sources.replacement(source).same_as(source)
    except CargoError:
        return
    if is_replaced:
        name = sources.names[source.identity]
        sentence = (
            f"the source {name} requires a lock file to be present first before it can be\n"
            "used against vendored source code\n\n"
            "remove the source replacement configuration, generate a lock file, and then\n"
            "restore the source replacement configuration to continue the build\n"
        )
        by, place = sources.by_name[name].replace_with, sources.by_name[name].place
        place = by.place if by else place
        yield Refusal("invalid-source", Phase.RESOLVE, (context, sentence), place, subject=name)
    elif sentence := _missing_folder(source.url):
        place = dependency.place("git")
        chain = (context, sentence)
        yield Refusal("missing-path-dependency", Phase.RESOLVE, chain, place, subject=dependency.package_name)


def _missing_folder(url: str) -> str:
    """Return what libgit2 says of a URL of the scheme `file` where no folder is (`fs_path.c`), or "".

    The cause above it, which names a folder for the clone by a hash, is left out.
    """
    parsed = parse(url)
    if parsed.scheme != "file":
        return ""
    if parsed.path == "/":
        return f"'{parsed}' is not a valid local file URI; class=Config (7)"
    if "%" in parsed.path or parsed.host or os.path.exists(parsed.path):
        return ""
    return f"failed to resolve path '{parsed.path}': No such file or directory; class=Os (2)"

"""What `cargo clean` refuses (`commands/clean.rs`, `ops/cargo_clean.rs`)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.lock_file import lock_file_refusals
from policy.cargo.place import Place
from policy.cargo.profile_chain import config_profile_errors, profile_chain_refusal
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.resolving import resolution_refusals
from policy.cargo.selection import unmatched_refusals
from policy.cargo.sources import SourceMap
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation


def clean_refusals(invocation: "Invocation", workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused in the profiles and in how the compiler is started; then in the packages that are named."""
    config = sources.config
    specific = bool(invocation.all("-p", "--package")) or invocation.has("--workspace")
    if invocation.has("--doc"):
        if specific:
            sentence = "--doc cannot be used with -p"
            yield Refusal("invalid-argument", Phase.SELECTION, (sentence,), Place(""))
        return
    from policy.cargo.config_platforms import environment_errors, platform_errors  # they import much

    root, asked = workspace.root or workspace.current, invocation.value("--profile")
    yield from (error.refusal(Phase.SELECTION, 0) for error in config_profile_errors(root, config, asked))
    yield from (error.refusal(Phase.SELECTION, 1) for error in environment_errors(config))
    if refusal := profile_chain_refusal(root, config, asked):
        yield refusal._replace(phase=Phase.SELECTION, step=(2,))
    if specific:
        targets = invocation.all("--target")
        yield from (error.refusal(Phase.SELECTION, 3) for error in platform_errors(config, targets))
        yield from lock_file_refusals(root.folder, Phase.RESOLVE)
        yield from resolution_refusals(workspace, sources)
        yield from unmatched_refusals(invocation, workspace)

"""What `cargo vendor` refuses (`ops/vendor.rs`)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy.cargo.lock_file import lock_file_refusals
from policy.cargo.refusal import Phase, Refusal
from policy.cargo.resolving import resolution_refusals
from policy.cargo.sources import SourceMap
from policy.cargo.workspace import Workspace

if TYPE_CHECKING:
    from policy.cargo.invocation import Invocation


def vendor_refusals(invocation: "Invocation", workspace: Workspace, sources: SourceMap) -> Iterator[Refusal]:
    """Yield what is refused while dependencies are resolved; without a flag, `[source]` is passed over."""
    if not invocation.has("--respect-source-config"):
        config = sources.config
        tables = {name: value for name, value in config.root.table.items() if name != "source"}
        sources = SourceMap(config.with_root(config.root._replace(data=tables)))
    root = (workspace.root or workspace.current).folder
    context = ("failed to sync", f"failed to load lockfile for {root}")
    for refusal in (*lock_file_refusals(root, Phase.RESOLVE), *resolution_refusals(workspace, sources)):
        yield refusal.under(*(context if refusal.step else context[:1]))  # without a step: of the sources as a whole

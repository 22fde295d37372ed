"""What the outcome of a command depends on beside the files: registries, tokens, git repositories."""

from collections.abc import Iterator

from policy.cargo.command import AT_REGISTRY, RESOLVING, publishing_of
from policy.cargo.dependency_checks import local_source, published_source
from policy.cargo.invocation import Invocation
from policy.cargo.publish import Target, named_target, registry_refusals, selection_refusals
from policy.cargo.refusal import CargoError
from policy.cargo.source_id import SourceId
from policy.cargo.sources import SourceMap
from policy.cargo.workspace import Workspace

_WITH_TOKEN = ("publish", "yank", "owner")
_SHOWN = 3


def depends_on(invocation: Invocation, workspace: Workspace | None, sources: SourceMap) -> tuple[str, ...]:
    """Return, in words, what decides over a command that no file refuses; empty where nothing does.

    To be asked only where nothing was refused.
    """
    found = [*_at_registry(invocation, workspace, sources), *_resolved(invocation, workspace, sources)]
    return tuple(dict.fromkeys([*found, *_uncommitted(invocation, workspace)]))


def _at_registry(invocation: Invocation, workspace: Workspace | None, sources: SourceMap) -> Iterator[str]:
    command = invocation.command
    if command not in ("publish", *AT_REGISTRY):
        return
    if command == "install" and not invocation.installs_from_registry:
        yield f"what {invocation.value('--git', '--path') or 'this folder'} holds"
        return
    target: Target | None = None
    if command == "publish" and workspace is not None:
        target, _ = selection_refusals(publishing_of(invocation, workspace, sources.config))
    elif command != "publish":
        target = named_target(sources.config, invocation.value("--registry"), invocation.value("--index"))
    registry = _shown(registry_refusals(target, sources)[0])
    if command in ("login", "logout"):
        yield f"the credential provider of {registry}"
        return
    if command in _WITH_TOKEN and not invocation.has("--dry-run", "-n"):
        yield f"the token for {registry}"
    yield f"what {registry} holds"


def _resolved(invocation: Invocation, workspace: Workspace | None, sources: SourceMap) -> Iterator[str]:
    """Yield the registries and repositories from which dependencies come, each with some of their names."""
    if invocation.command not in (*RESOLVING, "package", "publish") or workspace is None:
        return
    if invocation.has("--no-deps", "--list", "-l"):
        return
    names: dict[str, list[str]] = {}
    packed: list[str] | None = None
    if invocation.command in ("package", "publish"):
        packed = [package.folder for package in publishing_of(invocation, workspace, sources.config).packages]
    for package in workspace.packages:
        for dependency in package.dependencies:
            is_path = "path" in dependency.spec and "git" not in dependency.spec
            if is_path and (packed is None or package.folder not in packed or dependency.folder in packed):
                continue  # it is at hand; a package that is packed needs it from where users will have it
            if is_path and dependency.is_stripped:
                continue
            origin = published_source if is_path else local_source
            try:
                source = sources.replacement(origin(dependency, sources.config))
            except CargoError:
                continue
            of_source = names.setdefault(_shown(source), [])
            if dependency.package_name not in of_source:
                of_source.append(dependency.package_name)
    for shown, wanted in names.items():
        more = f" and {len(wanted) - _SHOWN} more" if len(wanted) > _SHOWN else ""
        yield f"what {shown} holds of {', '.join(f'`{name}`' for name in wanted[:_SHOWN])}{more}"


def _uncommitted(invocation: Invocation, workspace: Workspace | None) -> Iterator[str]:
    """Yield what is refused in a package's folder where git has not got all of it."""
    if invocation.command not in ("package", "publish") or workspace is None or invocation.has("--allow-dirty"):
        return
    from policy.repository.git import top_of  # only what is packed asks for it

    if top := top_of((workspace.root or workspace.current).folder):
        yield f"whether everything is committed in {top}"


def _shown(source: SourceId) -> str:
    return "crates.io" if source.is_crates_io() else str(source)

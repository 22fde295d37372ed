"""From an exact index URL and an operation to the place where the token lives."""

from credprovider.errors import Other, UrlNotSupported
from credprovider.index_url import CRATES_IO, IndexUrl, identity
from credprovider.protocol import Request
from credprovider.route import Route
from credprovider.settings import Settings
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.settings_cache import Values


def find_route(request: Request, settings: Settings) -> Route:
    """Return the route for `request`. No I/O.

    * Settings that list registries serve those alone.
    * Arguments in cargo's configuration make a route for the URL that cargo asks for; with `--index` for that URL
      alone.
    * Nothing configured: every registry, from the OS keyring where there is one.

    Raises UrlNotSupported for a registry that is not served, Other for a mistake in the arguments, for an unencrypted
    index and for one with a password in its URL.
    """
    asked = identity(request.index_url)
    entry = settings.registries.get(asked)
    if entry is None and settings.registries:
        raise UrlNotSupported
    table: Values = {}
    if request.arguments:
        from credprovider.arguments import read_arguments

        arguments = read_arguments(request.arguments)
        if arguments.index and identity(arguments.index) != asked:
            raise UrlNotSupported
        table = arguments.route
    _refuse_unsafe(request.index_url)
    own, separate = table, False
    if entry is None:
        url = CRATES_IO if asked == CRATES_IO else request.index_url
    else:
        url = entry.url
        if not table:
            operation = request.operation if request.kind == "get" else "read"
            own, separate = entry.tables.get(operation, entry.tables["default"]), len(entry.tables) > 1
    return Route(
        url, own, settings, separate=separate, name=request.name, operation=request.operation, crate=request.crate
    )


def _refuse_unsafe(url: str) -> None:
    parts = IndexUrl(url)
    if ":" in parts.user:  # before anything that would show the URL; cargo refuses it as well
        raise Other("the registry's index URL has a password in it, which belongs into no URL; remove it there")
    if parts.is_plain_http():
        advice = "use the registry's https:// index; http:// is for this machine alone (127.0.0.1, [::1], localhost)"
        raise Other(f"no token is sent to {visible(url)}: everybody on the way could read it", (advice,))

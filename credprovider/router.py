"""From an exact index URL and an operation to the place where the token lives."""

from credprovider.errors import Other, UrlNotSupported
from credprovider.index_url import CRATES_IO, IndexUrl, identity
from credprovider.protocol import Request
from credprovider.route import Route
from credprovider.settings import Settings
from credprovider.visible import visible


def find_route(request: Request, settings: Settings) -> Route:
    """Return the route for `request`. No I/O.

    * Settings that list registries serve those alone.
    * Arguments in cargo's configuration make a route for the URL that cargo asks for; with `--index` for that URL
      alone.
    * Nothing configured: every registry, from the OS keyring.

    Raises UrlNotSupported for a registry that is not served, Other for a mistake in the arguments and for an
    unencrypted index.
    """
    asked = identity(request.index_url)
    entry = settings.registries.get(asked)
    if entry is None and settings.registries:
        raise UrlNotSupported
    table: dict[str, str] = {}
    if request.arguments:
        from credprovider.arguments import read_arguments

        arguments = read_arguments(request.arguments)
        if arguments.index and identity(arguments.index) != asked:
            raise UrlNotSupported
        table = arguments.route
    _refuse_plain_http(request.index_url)
    if table or entry is None:
        return Route(CRATES_IO if asked == CRATES_IO else request.index_url, table, settings, separate=False)
    operation = request.operation if request.kind == "get" else "read"
    return Route(
        entry.url, entry.tables.get(operation, entry.tables["default"]), settings, separate=len(entry.tables) > 1
    )


def _refuse_plain_http(url: str) -> None:
    if IndexUrl(url).is_plain_http():
        advice = "use the registry's https:// index; http:// is for this machine alone (127.0.0.1, [::1], localhost)"
        raise Other(f"no token is sent to {visible(url)}: everybody on the way could read it", (advice,))

"""What a provider can answer instead of a result, in cargo's own names.

Which of them lets cargo go on to the next provider in its list is the whole point of the family (cargo 1.95, measured):

* `UrlNotSupported`, `NotFound`: cargo tries the next provider.
* `OperationNotSupported`, `Other`: fatal. No other provider is asked.

All of them are answers: the process goes on and exits with status 0.
"""


class ProviderError(Exception):
    """A refusal that becomes one `Err` line.

    message: for a person; only `Other` can carry it to cargo, the rest show it as one line on standard error, if at
    all.
    """

    kind = "other"

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class UrlNotSupported(ProviderError):  # noqa: N818 - cargo's own name for it
    """This provider does not serve that registry. Answered before the kind is looked at, without any I/O. cargo goes
    on.
    """

    kind = "url-not-supported"


class NotFound(ProviderError):  # noqa: N818 - cargo's own name for it
    """The store truly said that it has no token for this registry. cargo goes on.

    Never for a store that could not be asked, and never on login: cargo would hand the token to the next provider,
    which may write it to a plaintext file.
    """

    kind = "not-found"


class OperationNotSupported(ProviderError):  # noqa: N818 - cargo's own name for it
    """The registry is ours, but this operation or kind is not something that its store can do. Fatal.

    cargo shows a fixed sentence for it; `message` goes to standard error as a hint.
    """

    kind = "operation-not-supported"


class Other(ProviderError):  # noqa: N818 - cargo's own name for it
    """Anything else. Fatal; cargo prints `message` and then each of `causes`, the outermost first.

    message, causes: text that is safe to print (see `visible`) and free of secrets.
    """

    def __init__(self, message: str, causes: "tuple[str, ...]" = ()) -> None:
        super().__init__(message)
        self.causes = causes


class Unavailable(Other):
    """This machine has no such store at all: no keyring daemon, no support in the kernel, a library that is missing.

    Not for a store that is there and cannot be asked: a locked one, or one that does not answer.
    """

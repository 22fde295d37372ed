"""What can go wrong between us and a service on the bus."""


class BusFailure(Exception):  # noqa: N818 - a failure of the bus, told to a person; not a fault of this program
    """The bus cannot be reached, or what came over it is not D-Bus. The message is safe to print."""


class ErrorReply(BusFailure):
    """A service answered a call with an error. name: the error's D-Bus name. text: the service's words; both safe to
    print.
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}" if text else name)
        self.name = name
        self.text = text

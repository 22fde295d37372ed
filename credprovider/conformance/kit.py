"""What a case works with: requests to the provider, tokens that are put there and taken away again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from credprovider.conformance import request
from credprovider.conformance.answer import Answer
from credprovider.conformance.case import Failed, Skipped
from credprovider.conformance.invariants import Invariants
from credprovider.conformance.profile import Profile
from credprovider.conformance.provider import Provider
from credprovider.conformance.request import Fields, line_of
from credprovider.conformance.token import is_ours, new_token
from credprovider.conformance.urls import CRATES_IO, DEFAULT, FOREIGN, parse


class Kit:
    """A provider and what is known of it.

    url: the index URL that it serves. foreign: one that it does not. token_stored: a token for `url` is there that is
    not the kit's. risk_store: cases may run that can break a careless provider's store. folder: the kit's own place
    for files. profile: what `find_out` found. notes: what there is to tell besides the outcomes. NoUrlError for a
    URL that is none.
    """

    def __init__(
        self,
        provider: Provider,
        folder: Path,
        *,
        url: str = DEFAULT,
        foreign: str = "",
        token_stored: bool = False,
        risk_store: bool = False,
    ) -> None:
        self.provider = provider
        self.folder = folder
        self.url = url
        self.url_is_made_up = url == DEFAULT
        self.address = parse(url)
        self.neighbour = self.address.neighbour("b")
        self.foreign = parse(foreign or FOREIGN).text
        self.foreign_named = bool(foreign)
        self.token_stored = token_stored
        self.risk_store = risk_store
        self.profile = Profile()
        self.notes: list[str] = []
        self._logged_in: set[str] = set()
        self._written: set[str] = set()
        self._names = {self.neighbour: "conformance-b", self.foreign: "conformance-foreign"}
        self._names |= dict.fromkeys(CRATES_IO, "crates-io")

    @property
    def invariants(self) -> Invariants:
        """The book of what holds always."""
        return self.provider.invariants

    def new_token(self, label: str = "token") -> str:
        """Return a token of the kit's, which the invariants then know as a secret."""
        token = new_token(label)
        self.invariants.secrets.add(token)
        return token

    def request(self, kind: str, url: str | None = None, **more: object) -> Fields:
        """Return a request as cargo would send it for this provider; see `request.request`."""
        asked = self.url if url is None else url
        name = self._names.get(asked, request.REGISTRY_NAME)
        fields = request.request(asked, kind, name=name, args=self.provider.args)
        return fields | {key.replace("_", "-"): value for key, value in more.items()}

    def get_request(self, operation: str = "read", url: str | None = None) -> Fields:
        """Return the request for a token, with the fields that belong to the operation."""
        return self.request("get", url, operation=operation, **request.OPERATIONS[operation])

    def ask(self, *requests: Fields) -> list[Answer]:
        """Send the requests to one process and return their answers. Raises Failed."""
        return self.provider.ask(*map(line_of, requests))

    def one(self, fields: Fields) -> Answer:
        """Send one request to a process of its own and return the answer. Raises Failed."""
        return self.ask(fields)[0]

    def get(self, url: str | None = None, operation: str = "read") -> Answer:
        """Ask for a token."""
        return self.one(self.get_request(operation, url))

    def login(self, token: str, url: str | None = None, **more: object) -> Answer:
        """Send a login with a token of the kit's and return the answer, whatever it is.

        `clean` takes the token away. more: further fields. Raises Failed, and Skipped where nothing may be stored.
        """
        if token.strip():
            self.invariants.secrets.add(token.strip())
        self.writes(url)
        return self.one(self.request("login", url, token=token, **more))

    def writes(self, url: str | None = None) -> None:
        """Say that something may be stored for `url` from now on, for `clean`. Raises Skipped where it must not be."""
        if self.profile.no_login:
            raise Skipped(f"login: {self.profile.no_login}")
        self.empties(self.url if url is None else url)

    def empties(self, url: str) -> None:
        """Have `clean` take away what may come to be stored for `url`, where nothing is stored now."""
        self._logged_in.add(url)
        self._written.add(url)

    def log_in(self, token: str, url: str | None = None) -> None:
        """Store a token. Raises Failed when the provider does not say that it did."""
        answer = self.login(token, url)
        if answer.kind != "login":
            raise Failed(f"the login is answered {answer.shown()}")

    def stored(self) -> str:
        """See that a token is stored for the URL, and return what a get is to give."""
        if self.profile.token:
            return self.profile.token
        token = self.new_token()
        self.log_in(token)
        return self.profile.value_of(token)

    def empty_url(self) -> str:
        """Return a URL that is served and has no token. Raises Skipped when there is none."""
        if not self.profile.token:
            return self.url
        if not self.profile.empty_url:
            raise Skipped("no registry is known that is served and has no token")
        return self.profile.empty_url

    def log_out(self, url: str | None = None) -> Answer:
        """Send a logout for a URL where only the kit's tokens can be, and return the answer."""
        if self.profile.no_login:
            raise Skipped(f"login: {self.profile.no_login}")
        return self.one(self.request("logout", url))

    def forget(self) -> None:
        """Remove the token that an earlier run of the kit has left."""
        self.empties(self.url)
        self.clean()

    def clean(self) -> None:
        """Take away what the kit has stored since the last time. Failures show in the cases, and in `left_behind`."""
        while self._logged_in:
            try:
                self.one(self.request("logout", self._logged_in.pop()))
            except Failed:
                continue

    def left_behind(self) -> None:
        """Note every registry for which a token of the kit is still there. To be called at the end."""
        for url in sorted(self._written):
            try:
                left = is_ours(self.get(url).token)
            except Failed:
                left = True  # or it may be so
            if left:
                self.note(f"a token of the kit is left for {url}: a logout did not take it away")

    def note(self, text: str) -> None:
        """Tell something in the report, once."""
        if text not in self.notes:
            self.notes.append(text)

    @contextmanager
    def place(self, name: str) -> Iterator[None]:
        """Name the case that runs, and leave nothing stored behind it."""
        self.invariants.place = name
        try:
            yield
        finally:
            self.clean()

    def conceal(self, text: str) -> str:
        """Return the text without the tokens that are not the kit's."""
        for secret in sorted(self.invariants.secrets, key=len, reverse=True):
            if not is_ours(secret):
                text = text.replace(secret, "(a stored token)")
        return text

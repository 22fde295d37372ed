"""B. Requests that are not: refused, and then the next one is answered or the program ends properly."""

from collections.abc import Mapping

from credprovider.conformance import needs
from credprovider.conformance.answer import ERROR_KINDS
from credprovider.conformance.case import Case, Failed, Hung
from credprovider.conformance.expect import expect, expect_all, expect_kind
from credprovider.conformance.kit import Kit
from credprovider.conformance.request import OPERATIONS, line_of

_REFUSALS = ("operation-not-supported", "other")


def other_version(kit: Kit) -> None:
    """A version that was not offered.

    `other` that says so, or operation-not-supported; then the next request is answered, or the program ends with
    status 0.
    """
    refuses(kit, line_of(kit.get_request() | {"v": 999}), *_REFUSALS)


def no_json(kit: Kit) -> None:
    """A line that is not JSON.

    One line with `other`; then the next request is answered, or the program ends with status 0.
    """
    lines = {"`{`": b"{\n", "`hello`": b"hello\n", "a request cut off": line_of(kit.get_request())[:-2] + b"\n"}
    expect_all(problems_of(kit, lines, "other"))


def no_object(kit: Kit) -> None:
    """JSON that is no object.

    `other`, each time.
    """
    values: dict[str, object] = {"`[]`": [], "a string": "x", "null": None, "a number": 3}
    expect_all(problems_of(kit, values, "other"))


def no_registry(kit: Kit) -> None:
    """A request without a registry.

    `other` where `registry` is missing or no object, and where `index-url` is missing or not a string; a refusal of any
    kind where it is empty.
    """
    fields = kit.get_request()
    del fields["registry"]
    requests = {
        "no `registry`": fields,
        "`registry` a string": {**fields, "registry": "x"},
        "no `index-url`": {**fields, "registry": {}},
        "`index-url` a number": {**fields, "registry": {"index-url": 3}},
    }
    problems = problems_of(kit, requests, "other")
    empty = {"`index-url` empty": {**fields, "registry": {"index-url": ""}}}
    expect_all(problems + problems_of(kit, empty, *ERROR_KINDS))


def no_kind(kit: Kit) -> None:
    """A request without a kind.

    operation-not-supported or `other`, where `kind` is missing or null.
    """
    fields = kit.get_request()
    del fields["kind"]
    expect_all(problems_of(kit, {"no `kind`": fields, "`kind` null": {**fields, "kind": None}}, *_REFUSALS))


def incomplete_publish(kit: Kit) -> None:
    """A publish without its name, version or checksum.

    `other`, never a token.
    """
    kit.stored()
    publish = kit.get_request("publish")
    expect_all(
        problems_of(
            kit,
            {f"no `{name}`": {k: v for k, v in publish.items() if k != name} for name in OPERATIONS["publish"]},
            "other",
        )
    )


def invalid_utf8(kit: Kit) -> None:
    """Bytes that are not UTF-8.

    `other`.
    """
    refuses(kit, line_of(kit.get_request()).replace(b'"index-url"', b'"a\xff":"\xfe","index-url"'), "other")


def refuses(kit: Kit, line: bytes, *kinds: str) -> None:
    """Raise Failed unless the line is refused, and the program goes on as usual after it or ends properly."""
    usual = kit.get()
    said = kit.provider.converse(line, line_of(kit.get_request()))
    expect(bool(said.answers), f"no answer, exit status {said.status}")
    expect_kind(said.answers[0], *kinds)
    if len(said.answers) == 1:
        expect(said.status == 0, f"exit status {said.status}")
    else:
        expect(said.answers[1].same(usual), f"the next request is answered {said.answers[1].shown()}")


def problems_of(kit: Kit, requests: Mapping[str, object], *kinds: str) -> list[str]:
    """Return what came instead of a refusal of one of the kinds, for each value that is not refused so, by its name."""
    problems = []
    for name, value in requests.items():
        try:
            refuses(kit, value if isinstance(value, bytes) else line_of(value), *kinds)
        except Hung:
            raise
        except Failed as failed:
            problems.append(f"{name}: {failed}")
    return problems


CASES = (
    Case("13", other_version),
    Case("14", no_json, beyond=True),
    Case("15", no_object, beyond=True),
    Case("16", no_registry, beyond=True),
    Case("17", no_kind, beyond=True),
    Case("18", incomplete_publish, (needs.token, needs.separate), beyond=True),
    Case("21", invalid_utf8, beyond=True),
)

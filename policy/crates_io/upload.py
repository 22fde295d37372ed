"""Everything that crates.io refuses in an upload and files show, in the order of the server's checks.

What depends on the account, on what crates.io holds, or on the finished archive is not among it.
"""

from collections.abc import Iterator

from policy.cargo.manifest import Manifest
from policy.cargo.names import package_name_error
from policy.cargo.refusal import Phase, Refusal
from policy.crates_io.answer import Answer
from policy.crates_io.crate_name import crate_name_error, is_plain
from policy.crates_io.dependencies import dependency_answers
from policy.crates_io.features import feature_answers
from policy.crates_io.metadata import (
    category_answers,
    category_count_answers,
    description_answers,
    keyword_answers,
    licence_answers,
    required_field_answers,
    url_answers,
)
from policy.crates_io.readme import readme_answers

MOST_IN_VERSION = 150

HOST = "https://crates.io"


def upload_refusals(package: Manifest, note: str = "") -> Iterator[Refusal]:
    """Yield what crates.io refuses in an upload of `package`, as cargo prints it.

    note: what cargo adds of the packages that are to be uploaded afterwards.
    """
    for number, answer in enumerate(_answers(package)):
        context = f"failed to publish {package.name} v{package.version} to registry at {HOST}{note}"
        response = f"the remote server responded with an error (status {answer.status}): {answer.detail}"
        chain = (context, response)
        yield Refusal(
            answer.cause, Phase.UPLOAD, chain, answer.place, (number,), subject=answer.subject, by="crates.io"
        )


def _answers(package: Manifest) -> Iterator[Answer]:
    yield from readme_answers(package)
    yield from _name_answers(package)
    yield from _version_answers(package)
    yield from required_field_answers(package)
    yield from description_answers(package)
    yield from licence_answers(package)
    yield from url_answers(package)
    yield from keyword_answers(package)
    yield from category_count_answers(package)
    yield from feature_answers(package)
    yield from dependency_answers(package)
    yield from _reserved_name_answers(package)
    yield from category_answers(package)


def _name_answers(package: Manifest) -> Iterator[Answer]:
    name = package.name
    if not is_plain(name) and (error := crate_name_error(name)) and package_name_error(name) is None:
        yield Answer("invalid-crate-name", error, package.place(package.package_key, "name"), name)


def _version_answers(package: Manifest) -> Iterator[Answer]:
    field = package.known_field("version")
    if field is not None and isinstance(field.value, str) and len(field.value) > MOST_IN_VERSION:
        detail = f"the version number is too long (max {MOST_IN_VERSION} characters)"
        yield Answer("version-too-long", detail, field.place)


def _reserved_name_answers(package: Manifest) -> Iterator[Answer]:
    from policy.crates_io.reserved_names import is_reserved  # one list, for those that come so far

    if is_reserved(package.name):
        place = package.place(package.package_key, "name")
        yield Answer("reserved-crate-name", "cannot upload a crate with a reserved name", place, package.name)

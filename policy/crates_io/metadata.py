"""What crates.io says to the fields of `[package]` (`publish.rs`, from the description to the categories)."""

from collections.abc import Iterator

from policy.cargo.index_url import parse
from policy.cargo.manifest import Manifest
from policy.crates_io.answer import Answer, texts_of

MOST_BYTES_OF_DESCRIPTION = 1000
MOST_KEYWORDS = MOST_CATEGORIES = 5
MOST_BYTES_OF_KEYWORD = 20
URLS = ("homepage", "documentation", "repository")
"""The fields with a URL, in the order in which the server looks at them."""


def required_field_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to a package without a description or a licence."""
    missing = ["description"] if _lacks(package, "description") else []
    if _lacks(package, "license") and _lacks(package, "license-file"):
        missing.append("license")
    if missing:
        names = ", ".join(missing)
        detail = (
            f"missing or empty metadata fields: {names}. Please see"
            " https://doc.rust-lang.org/cargo/reference/manifest.html for more information on configuring these fields"
        )
        yield Answer("missing-required-metadata", detail, package.place(package.package_key, "name"), names)


def description_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to a description that is too long: the limit is one of bytes, though the text says otherwise."""
    field = package.known_field("description")
    if field is None or not isinstance(field.value, str) or len(field.value) <= MOST_BYTES_OF_DESCRIPTION // 4:
        return
    if len(field.value.encode(errors="replace")) > MOST_BYTES_OF_DESCRIPTION:
        most = MOST_BYTES_OF_DESCRIPTION
        detail = f"The `description` is too long. A maximum of {most} characters are currently allowed."
        yield Answer("description-too-long", detail, field.place)


def licence_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to a licence that is no SPDX expression."""
    field = package.known_field("license")
    if field is None or not isinstance(field.value, str):
        return
    from policy.crates_io.licence import licence_error

    if error := licence_error(field.value):
        detail = (
            "unknown or invalid license expression; see http://opensource.org/licenses for options, and"
            " http://spdx.org/licenses/ for their identifiers\n"
            "Note: If you have a non-standard license that is not listed by SPDX, use the license-file field to specify"
            " the path to a file containing the text of the license.\n"
            "See https://doc.rust-lang.org/cargo/reference/manifest.html#the-license-and-license-file-fields for more"
            f" information.\n{error}"
        )
        yield Answer("invalid-license", detail, field.place, package.name)


def url_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to each URL that is not one of the web's."""
    for key in URLS:
        field = package.known_field(key)
        if field is None or not isinstance(field.value, str):
            continue
        url = field.value
        if not url.startswith(("http://", "https://")):
            detail = f"URL for field `{key}` must begin with http:// or https:// (url: {url})"
            yield Answer("invalid-package-url", detail, field.place, key)
        elif not _has_plain_host(url) and not _parses(url):
            yield Answer("invalid-package-url", f"`{key}` is not a valid url: `{url}`", field.place, key)


def keyword_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to too many keywords, and to each that is none."""
    keywords, place = texts_of(package, "keywords")
    if len(keywords) > MOST_KEYWORDS:
        yield Answer("invalid-keyword", f"expected at most {MOST_KEYWORDS} keywords per crate", place)
    for number, keyword in enumerate(keywords):
        if len(keyword.encode(errors="replace")) > MOST_BYTES_OF_KEYWORD:
            most = MOST_BYTES_OF_KEYWORD
            detail = f'"{keyword}" is an invalid keyword (keywords must have less than {most} characters)'
            yield Answer("invalid-keyword", detail, place.at(number), keyword)
        elif not _is_keyword(keyword):
            yield Answer("invalid-keyword", f'"{keyword}" is an invalid keyword', place.at(number), keyword)


def category_count_answers(package: Manifest) -> Iterator[Answer]:
    """Yield the answer to too many categories."""
    categories, place = texts_of(package, "categories")
    if len(categories) > MOST_CATEGORIES:
        yield Answer("invalid-category", f"expected at most {MOST_CATEGORIES} categories per crate", place)


def category_answers(package: Manifest) -> Iterator[Answer]:
    """Yield one answer for each category that there is not; the server names all of them at once, and last of all.

    Of more than it takes, which it says first, only so many are looked at.
    """
    categories, place = texts_of(package, "categories")
    if not categories:
        return
    from policy.crates_io.categories import SLUGS

    unknown = [slug for slug in categories if slug not in SLUGS][:MOST_CATEGORIES]
    for slug in unknown:
        detail = (
            f"The following category slugs are not currently supported on crates.io: {', '.join(unknown)}\n\n"
            "See https://crates.io/category_slugs for a list of supported slugs."
        )
        yield Answer("invalid-category", detail, place.at(categories.index(slug)), slug)


def _lacks(package: Manifest, key: str) -> bool:
    """Whether a field is not there or empty; one that cargo cannot read or inherit is another mistake."""
    field = package.known_field(key)
    return key not in (package.package or {}) if field is None else field.value == ""


def _is_keyword(text: str) -> bool:
    rest = text.replace("_", "").replace("-", "").replace("+", "")
    return text.isascii() and text[:1].isalnum() and rest.isalnum()


def _has_plain_host(url: str) -> bool:
    """Whether the host is made of letters, digits, `.` and `-`, with nothing around it that could be wrong."""
    host = url.partition("://")[2].partition("/")[0]
    return host.isascii() and host.replace(".", "").replace("-", "").isalnum()


def _parses(url: str) -> bool:
    try:
        parse(url)
    except ValueError:
        return False
    return True

"""URLs beside the one that is served."""

import pytest

from credprovider.conformance.urls import CRATES_IO, DEFAULT, FOREIGN, NoUrlError, parse

URLS = (DEFAULT, FOREIGN, *CRATES_IO, "https://git.example/team/index.git", "sparse+http://127.0.0.1:8000/index/")


@pytest.mark.parametrize("url", URLS)
def test_a_url_is_put_together_again(url: str) -> None:
    assert parse(url).text == url


@pytest.mark.parametrize("url", URLS)
def test_everything_beside_it_is_another_url(url: str) -> None:
    address = parse(url)
    others = [address.neighbour("b"), address.with_git(), address.with_other_prefix(), *address.look_alikes()]
    spellings = [spelling for spelling in address.spellings().values() if spelling != url]

    assert url not in others
    assert len({*others, *spellings}) == len(others) + len(spellings)


def test_a_neighbour_is_on_the_same_host_and_begins_alike() -> None:
    assert parse(DEFAULT).neighbour("b") == "sparse+https://registry.example/index-conformance-b/"
    assert parse("https://git.example/a.git").neighbour("b") == "https://git.example/a-conformance-b"


def test_git_and_prefix_come_and_go() -> None:
    assert parse(DEFAULT).with_git() == "sparse+https://registry.example/index.git/"
    assert parse("https://git.example/a.git").with_git() == "https://git.example/a"
    assert parse(DEFAULT).with_other_prefix() == "https://registry.example/index/"
    assert parse(CRATES_IO[0]).with_other_prefix() == f"sparse+{CRATES_IO[0]}"


@pytest.mark.parametrize("text", ["", "x", "sparse+", "sparse+x/y", "https://", "file:///x", "sparse+https:///x"])
def test_what_is_no_index_url(text: str) -> None:
    with pytest.raises(NoUrlError, match="is not an index URL such as"):
        parse(text)

"""What is wrong with an index URL by its spelling."""

import pytest

from credprovider.doctor.registry_url import git_twins, presets_of, url_findings
from credprovider.presets import PRESETS
from policy.cargo.place import Place
from tests.credprovider.doctor.patient import lines

PLACE = Place("CARGO_REGISTRIES_ALT_INDEX")

URLS = {
    "sparse+https://registry.example.com/index/": "",
    "sparse+https://REGISTRY.example.com:443/index/": "",
    "sparse+http://registry.example.com/index/": "error[plain-http-index]",
    "http://registry.example.com/index": "error[plain-http-index]",
    "sparse+http://127.0.0.1:8000/index/": "",
    "sparse+http://localhost/index/": "",
    "ssh://git@registry.example.com/index": "",
    # abuse case 26
    "sparse+https://regis%D1%82ry.example.com/index/": "error[mixed-script-host]",  # a Cyrillic letter
    "sparse+https://regis\u0442ry.example.com/index/": "error[mixed-script-host]",
    "sparse+https://xn--regisry-9wf.example.com/index/": "error[mixed-script-host]",
    "sparse+https://xn--80ak6aa92e.com/index/": "advice[international-host]",  # Cyrillic alone, and looks like apple
    "sparse+https://b%C3%BCcher.example/index/": "advice[international-host]",
    "sparse+https://xn--bcher-kva.example/index/": "advice[international-host]",
    "sparse+https://xn--/index/": "",
    "sparse+https://%FF%FE.example/": "advice[international-host]",
}


@pytest.mark.parametrize("url", URLS)
def test_findings(url: str) -> None:
    expected = [f"{URLS[url]} CARGO_REGISTRIES_ALT_INDEX"] if URLS[url] else []

    assert lines(url_findings(url, PLACE)) == expected


def test_the_letter_is_named() -> None:
    (finding,) = url_findings("sparse+https://regis%D1%82ry.example.com/", PLACE)

    assert "CYRILLIC SMALL LETTER TE" in finding.message
    assert "CYRILLIC, LATIN" in finding.message


def test_twins_that_cargo_takes_for_one() -> None:
    # abuse case 25
    plain, git = "sparse+https://a.example/x/", "sparse+https://a.example/x.git/"
    other = "sparse+https://b.example/x.git/"

    assert git_twins([plain, other, git, plain]) == [(plain, git)]
    assert git_twins([plain, "sparse+https://a.example/x"]) == []
    assert git_twins(["nonsense", git]) == []
    assert git_twins(["https://github.com/Owner/Index", "https://github.com/owner/index.git"]) == [
        ("https://github.com/Owner/Index", "https://github.com/owner/index.git")
    ]


HOSTS = {
    "sparse+https://acme.jfrog.io/artifactory/api/cargo/x/index/": ("artifactory",),
    "sparse+https://acme.jfrog.io/api/cargo/x/index/": ("artifactory",),
    "sparse+https://art.example.com/artifactory/api/cargo/x/index/": ("artifactory",),
    "sparse+https://evil-jfrog.io/api/cargo/x/index/": (),
    "sparse+https://x.jfrog.io.evil.com/api/cargo/x/": (),
    "sparse+https://cargo.cloudsmith.io/o/r/": ("cloudsmith", "cloudsmith-oidc"),
    "sparse+https://codeberg.org/api/packages/o/cargo/": ("codeberg",),
    "sparse+https://git.example.com/api/packages/o/cargo/": ("gitea", "forgejo"),
    "sparse+https://pkgs.dev.azure.com/o/_packaging/f/Cargo/index/": ("azure", "azure-entra"),
    "sparse+https://buf.build/gen/cargo/": ("buf",),
    "sparse+https://kellnr.example.com/api/v1/crates/": (),
    "sparse+https://index.crates.io/": (),
    "nonsense": (),
}


@pytest.mark.parametrize("url", HOSTS)
def test_presets_of_well_known_registries(url: str) -> None:
    assert presets_of(url) == HOSTS[url]
    assert all(" " in PRESETS[preset] for preset in presets_of(url))

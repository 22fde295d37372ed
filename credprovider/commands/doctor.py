"""Say which provider cargo asks for a registry here and why, and everything that is wrong.

It looks at cargo's config as cargo sees it from this folder, at this provider's settings and stores, and asks the
provider for a token as cargo would. No secret is shown: tokens are compared by fingerprints, which are others in each
run. Another program than cargo-credprovider is not started, unless --run-providers says so. The exit status is 0 when
nothing is wrong, 1 after an error or a warning, 2 when the examination could not be made.
"""

import argparse
import sys
from resource import RLIMIT_CORE, setrlimit
from typing import TYPE_CHECKING

from credprovider.commands.opened import said
from credprovider.errors import Other
from credprovider.visible import visible
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place

if TYPE_CHECKING:
    from credprovider.doctor.surroundings import Surroundings

NAME = "doctor"
_HEALTHY, _ILL, _FAILED = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "registry",
        nargs="?",
        metavar="REGISTRY",
        help="a name in cargo's config, or an index URL; default: all of them",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
    parser.add_argument(
        "--run-providers",
        action="store_true",
        help="start every program that cargo's config names as a provider, a project's config included",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the report and return the exit status."""
    from credprovider.doctor.examination import examine
    from credprovider.doctor.surroundings import Surroundings

    setrlimit(RLIMIT_CORE, (0, 0))  # a core dump would hold a token
    try:
        around = Surroundings.here()
        names = _names(arguments.registry, around)
    except Other as error:
        print(said(error), file=sys.stderr)
        return _FAILED
    asked_for = arguments.registry is not None
    report = examine(around, names, asked_for=asked_for, run_providers=arguments.run_providers)
    if arguments.json:
        from credprovider.doctor import json_report as form
    else:
        from credprovider.doctor import text as form  # type: ignore[no-redef] # both have `render`
    print(form.render(report), end="")
    counts = report.counts()
    return _ILL if counts["error"] or counts["warning"] else _HEALTHY


def _names(registry: str | None, around: "Surroundings") -> list[str]:
    """Return the registries to look at. Raises Other for a name that cargo does not know here."""
    known = [name for name in around.config.registry_names() if name != CRATES_IO]
    if registry is None:
        from credprovider.doctor.replacement import replacement_of_crates_io

        replaced = replacement_of_crates_io(around.config)
        urls = {str(around.config.registry_index(name, Place(""))) for name in known if around.config.defines(name)}
        return [*known, CRATES_IO, *([replaced.url] if replaced is not None and replaced.url not in urls else [])]
    if (
        "://" not in registry
        and registry != CRATES_IO
        and not around.config.defines(registry)
        and registry not in known
    ):
        from credprovider.settings_table import nearest

        near = nearest(registry, [*known, CRATES_IO])
        advice = f"did you mean `{visible(near)}`?" if near else "name one of cargo's config, or give its index URL"
        raise Other(f"cargo knows no registry `{visible(registry)}` in this folder", (advice,))
    return [registry]

"""The first half: a token's life with real cargo and a private registry, kept in the embedded store."""

from pathlib import Path

from tests.demo.transcript import StepError, Transcript
from tests.e2e.packages import library, program
from tests.servers.cargo_registry.accounts import OWNER
from tests.servers.registry import Registry

COMPANY = ("--registry", "company")


def show_credentials(transcript: Transcript, registry: Registry, cargo_home: Path) -> None:
    """Log in, publish, build, yank, list, search, log out. Raises StepError for the first step that fails."""
    work = transcript.root / "work"
    work.mkdir()
    _configure(transcript, registry, cargo_home)
    _publish_and_use(transcript, work)
    _yank_and_look(transcript, work)
    _leave(transcript, work)
    _check_log(registry)


def _configure(transcript: Transcript, registry: Registry, cargo_home: Path) -> None:
    transcript.heading("A private registry that requires authentication, and cargo's configuration for it")
    config, settings = cargo_home / "config.toml", cargo_home / "credprovider.toml"
    config.write_text(registry.config("company") + 'credential-provider = ["cargo-credprovider"]\n')
    settings.write_text(
        "# The embedded store. `none`: the token lies in a file that is readable for its owner alone.\n"
        f'[file]\nprotection = "none"\n\n[registries."{registry.index_url}"]\nstore = "file"\n'
    )
    transcript.show(config)
    transcript.show(settings)


def _publish_and_use(transcript: Transcript, work: Path) -> None:
    transcript.heading("Log in, publish a library, and build a program that depends on it")
    source = "printf '%s' \"$TOKEN\""
    login = ("cargo", "login", *COMPANY)
    transcript.step(*login, cwd=work, stdin=OWNER.token, source=source, expect=["Updating `company` index"])
    folder = library(work, "acme-lib", package='publish = ["company"]\n')
    published = "Published acme-lib v0.1.0 at registry `company`"
    transcript.step("cargo", "publish", cwd=folder, expect=[published])
    user = program(work, "acme-app", uses="acme-lib", registry="company")
    transcript.step("cargo", "run", cwd=user, expect=["Downloaded acme-lib v0.1.0", "the answer is 42"])


def _yank_and_look(transcript: Transcript, work: Path) -> None:
    transcript.heading("Yank the version and take it back; owners and search")
    yank = ("cargo", "yank", *COMPANY, "acme-lib@0.1.0")
    transcript.step(*yank, cwd=work, expect=["Yank acme-lib@0.1.0"])
    transcript.step(*yank, "--undo", cwd=work, expect=["Unyank acme-lib@0.1.0"])
    transcript.step("cargo", "owner", *COMPANY, "--list", "acme-lib", cwd=work, expect=[OWNER.user])
    transcript.step("cargo", "search", *COMPANY, "acme", cwd=work, expect=['acme-lib = "0.1.0"'])


def _leave(transcript: Transcript, work: Path) -> None:
    transcript.heading("Log out; after it cargo finds no token")
    transcript.step("cargo", "logout", *COMPANY, cwd=work, expect=[])
    again = program(work, "acme-late", uses="acme-lib", registry="company")
    transcript.step("cargo", "fetch", cwd=again, status=101, expect=["no token found for `company`"])
    transcript.step("cargo", "logout", *COMPANY, cwd=work, expect=["not currently logged in to `company`"])


def _check_log(registry: Registry) -> None:
    """Hold the registry's own log against what the transcript claims: every write came with the token."""
    writes = {seen.method for seen in registry.requests() if seen.authorization == OWNER.token and seen.status == 200}
    strangers = {seen.authorization for seen in registry.requests()} - {"", OWNER.token}
    if writes != {"GET", "PUT", "DELETE"} or strangers:
        raise StepError("the registry's log does not show the token with every kind of request")
    print(
        "The registry saw the token with every publish, yank, owner, search and download, and no other.\n", flush=True
    )

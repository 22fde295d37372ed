"""What is wrong with a provider's answer."""

from collections.abc import Iterator
from time import time

from credprovider.doctor.conversation import BROKEN, FOREIGN, NOT_FOUND, NOT_SUPPORTED, OTHER, Answer
from credprovider.doctor.finding import Finding
from credprovider.doctor.python_start import PythonStart
from credprovider.doctor.registry_url import presets_of
from credprovider.doctor.stores import Stored
from credprovider.errors import Other
from credprovider.named_provider import CONSOLE_SCRIPT
from credprovider.token import Token
from policy.cargo.names import CRATES_IO
from policy.cargo.place import Place
from policy.cargo.source_id import SourceId

_SOON = 120  # seconds; cargo itself drops a token 60 s before its end
_SLOW = 150.0  # ms to the hello
_SLOW_SITE = 10.0  # ms
_AGAIN = "mend that, and run `cargo credprovider doctor` again"


def answer_findings(
    answer: Answer, source: SourceId, place: Place, stored: Stored | None, settings_path: str, *, is_last: bool
) -> Iterator[Finding]:
    """Yield what is wrong with the answer of this provider for a registry.

    place: where the provider is named. stored: what its store says. is_last: whether cargo asks nobody after it.
    """
    yield from any_answer_findings(answer, source, place)
    if answer.kind == FOREIGN:
        severity = "warning" if is_last and source.name != CRATES_IO else "advice"
        if stored is not None:
            message = "the store `auto` finds no keyring on this machine, and leaves the registry to the next provider"
            edit = "name another store: `cargo credprovider setup --help` lists them"
            yield Finding("keyring-passed-over", severity, message, None, edit)
        else:
            message = f"{settings_path} lists registries, and not {source.url}: {CONSOLE_SCRIPT} does not serve it"
            edit = f'write [registries."{source.url}"] into it'
            yield Finding("registry-not-served", severity, message, Place(settings_path), edit)
    elif answer.kind == NOT_FOUND:
        severity = "advice" if source.name == CRATES_IO else "warning"
        yield Finding("no-token", severity, "no token is stored for this registry", None, _login(source, stored))
    elif answer.token is not None:
        if stored is not None and stored.line_end:
            message = "the stored token ends with a line end, which is dropped here; other programs send it"
            yield Finding("token-with-line-end", "warning", message, None, _login(source, stored))
        presets = presets_of(source.url)
        if presets and " " not in answer.token.reveal():
            message = "this kind of registry wants a scheme before the token, such as `Bearer`, and there is none"
            edit = " or ".join(f'preset = "{preset}"' for preset in presets)
            yield Finding("token-without-scheme", "advice", message, None, f"write {edit} into credprovider.toml")


def any_answer_findings(answer: Answer, source: SourceId, place: Place) -> Iterator[Finding]:
    """Yield what is wrong with an answer, whoever gives it."""
    if answer.kind in (BROKEN, OTHER, NOT_SUPPORTED):
        words = ": ".join([answer.message or "the provider cannot do that (`operation-not-supported`)", *answer.causes])
        name = "provider-broken" if answer.kind == BROKEN else "provider-fails"
        yield Finding(name, "error", f"cargo would stop with this answer: {words}", place, _AGAIN)
    elif answer.token is not None:
        yield from _token(answer, answer.token.reveal(), _login(source, None))


def start_findings(answer: Answer | None, start: PythonStart | None, place: Place) -> Iterator[Finding]:
    """Yield what makes the start of the provider slow."""
    edit = "run `cargo credprovider setup`, whose launcher starts Python without what is installed around it"
    if start is not None and start.launched - start.bare > _SLOW_SITE:
        message = f"Python {start.version} needs {start.launched:.0f} ms to start as the provider starts it, and "
        message += f"{start.bare:.0f} ms with -I -S"
        if start.pth:
            message += "; " + ", ".join(f"{path} takes {ms:.0f} ms" for path, ms in start.pth)
        yield Finding("slow-python", "advice", message, place, edit)
    elif answer is not None and answer.times is not None and answer.times.hello > _SLOW:
        message = f"the provider needs {answer.times.hello:.0f} ms to its first word"
        yield Finding("slow-start", "advice", message, place, edit)


def _token(answer: Answer, value: str, login: str) -> Iterator[Finding]:
    try:
        Token(value)
    except Other as error:
        yield Finding("bad-token", "error", f"what cargo would send is no header: {error.message}", None, login)
        return
    if answer.cache == "never":
        message = "cargo may not keep the token, and starts the provider for every single request to the registry"
        yield Finding("token-not-kept", "warning", message, None, "have the provider answer `session` or `expires`")
    if answer.expires is not None and answer.expires - time() < _SOON:
        left = answer.expires - time()
        what = f"ends in {left:.0f} s" if left > 0 else f"ended {-left:.0f} s ago"
        yield Finding("token-expires", "error" if left <= 0 else "warning", f"the token {what}", None, login)


def _login(source: SourceId, stored: Stored | None) -> str:
    if stored is not None and stored.elsewhere:
        return stored.elsewhere
    if source.name == CRATES_IO:
        return "run `cargo login`"
    return f"run `cargo login --registry {source.name}`" if source.name else "give the registry a name, and log in"

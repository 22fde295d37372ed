"""`python -m tests.demo`: exit 0 when every step did what it should, 1 for the first that did not, 2 without cargo."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from tests.cargo_home import cargo_environment
from tests.demo.credential import show_credentials
from tests.demo.inspection import show_inspection
from tests.demo.transcript import StepError, Transcript
from tests.servers.processes import StartError
from tests.servers.registry import running_registry

OLDEST = (1, 74)  # the first stable cargo with credential providers


def main() -> int:
    """Run the demonstration in a folder of its own, which is gone afterwards; return the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    begin = time.monotonic()
    problem = _cargo_problem()
    if problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory(prefix="cargo-customs-demo-") as name:
            _show(Path(name).resolve())
    except (StepError, StartError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("demo: interrupted; nothing is left behind", file=sys.stderr)
        return 130
    print(f"demo: every step did what it should, in {time.monotonic() - begin:.0f} s", flush=True)
    return 0


def _show(root: Path) -> None:
    credentials, nothing = root / "cargo-home", root / "empty-cargo-home"
    credentials.mkdir()
    nothing.mkdir()
    environment = cargo_environment(root)
    with running_registry(root / "registry") as registry:
        show_credentials(Transcript(environment, root), registry, credentials)
    show_inspection(Transcript({**environment, "CARGO_HOME": str(nothing)}, root))


def _cargo_problem() -> str:
    """Return what is wrong with the cargo on PATH, or nothing."""
    advice = "install Rust with rustup (https://rustup.rs), or the Debian package cargo where it is new enough"
    cargo = shutil.which("cargo")
    if cargo is None:
        return f"there is no `cargo` on PATH: {advice}"
    said = subprocess.run([cargo, "--version"], capture_output=True, text=True, check=False, timeout=60)
    version = re.match(r"cargo (\d+)\.(\d+)\.", said.stdout)
    if version is None:
        return f"`cargo --version` does not work: {said.stderr.strip() or said.stdout.strip()}"
    if (int(version[1]), int(version[2])) < OLDEST:
        return f"{said.stdout.strip()} is too old for credential providers (1.74): {advice}"
    return ""


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

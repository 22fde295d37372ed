"""A program that the settings name, and what it said. There is no shell anywhere."""

import os
import select
import subprocess
from time import sleep

from credprovider.errors import Other
from credprovider.program.running import Running
from credprovider.route import Route
from credprovider.visible import visible

TYPE_CHECKING = False  # `typing` costs 4 ms to import; type checkers know this name
if TYPE_CHECKING:
    from credprovider.program.running import Limit

MAX_OUTPUT = 1024 * 1024
_MAX_ERRORS = 8 * 1024  # bytes of standard error that are kept: its end
_TICK = 0.05  # s between two looks at whether a program has ended, whose output a child of it may hold open


class Ended:
    """How a program ended. status: as of subprocess, negative for a signal. output: what it printed. errors: the end of
    what it wrote on standard error. asked: whether it was ended because it wanted to ask something.
    """

    __slots__ = ("asked", "errors", "output", "status")

    def __init__(self, status: int, output: bytes = b"", errors: bytes = b"", *, asked: bool = False) -> None:
        self.status = status
        self.output = output
        self.errors = errors
        self.asked = asked

    def how(self) -> str:
        """Return the words for a status that is not 0."""
        if self.asked:
            return "wants to ask something on the terminal"
        return f"failed with exit status {self.status}" if self.status > 0 else f"was ended by signal {-self.status}"

    def last_words(self) -> str:
        """Return the last line of its standard error, safe to print; "" when there is none, or when something of its
        output is in it, which could be a token.
        """
        lines = [line for line in self.errors.decode("utf-8", "replace").splitlines() if line.strip()]
        last = lines[-1].strip() if lines else ""
        printed = self.output.decode("utf-8", "replace").replace('"', " ").replace(",", " ").split()
        return "" if any(word in last for word in printed if len(word) > 7) else visible(last)


class Program:
    """A program and its arguments, as the settings name them, for one registry.

    words: the program, an absolute path or a name on PATH, and its arguments, in which `{index_url}` stands for the
    registry's index URL. It finds that URL and the registry's name in its environment too, as a program of
    `cargo:token-from-stdout` does (cargo 1.95), and runs in cargo's home, not in a project.
    """

    def __init__(self, words: list[str], route: Route) -> None:
        self.name = visible(words[0])
        self.words = [words[0], *(word.replace("{index_url}", route.url) for word in words[1:])]
        self.environment = {**os.environ, "CARGO_REGISTRY_INDEX_URL": route.url}
        self.environment.pop("CARGO_REGISTRY_NAME_OPT", None)
        if route.name is not None:
            self.environment["CARGO_REGISTRY_NAME_OPT"] = route.name

    def command_line(self) -> str:
        """Return what a person would type to run it, safe to print."""
        import shlex  # 8 ms, on the way to an error only

        return visible(shlex.join(self.words))

    def listen(self, deadline: "Limit", terminal: int | None = None) -> Ended:
        """Run the program and return what it printed. On the `terminal`, a descriptor, it may ask the person something
        and show them its errors; without one it is alone, in a process group of its own.

        Raises Other: not there, not started, more than 1 MiB printed.
        """
        deadline.waiting_for(f"the program `{self.name}`")
        with Running(self, deadline, alone=terminal is None) as running:
            if terminal is None:
                process = running.start(subprocess.DEVNULL, subprocess.PIPE, subprocess.PIPE)
            else:
                process = running.start(terminal, subprocess.PIPE, terminal)
            return self._heard(running, process)

    def show(self, deadline: "Limit", terminal: int) -> Ended:
        """Run the program with the terminal, a descriptor, as its input and output. Raises Other when it is not
        started.
        """
        with Running(self, deadline, alone=False) as running:
            process = running.start(terminal, terminal, terminal)
            while process.poll() is None:
                sleep(_TICK)  # not one long wait: a signal that comes just before that would not end it
            return Ended(process.wait())

    def path(self) -> str:
        """Return where the program is. Only absolute folders of PATH count: any other would be in the project, which
        would then say what runs. Raises Other when it is in none.
        """
        name = self.words[0]
        if name.startswith("/"):
            return name
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
            path = os.path.join(folder, name)
            if folder.startswith("/") and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
        advice = "it was looked for in the absolute folders of PATH; the settings may also give its absolute path"
        raise Other(f"the program `{self.name}` is not there", (advice,))

    def _heard(self, running: Running, process: "subprocess.Popen[bytes]") -> Ended:
        output, errors = bytearray(), bytearray()
        pipes = {pipe.fileno(): kept for pipe, kept in ((process.stdout, output), (process.stderr, errors)) if pipe}
        while pipes:
            ready = select.select(pipes, (), (), _TICK)[0]
            if not ready and process.poll() is not None:
                break
            if not ready and running.is_stopped():
                running.kill()
                return Ended(process.wait(), asked=True)
            for pipe in ready:
                part = os.read(pipe, 65536)
                pipes[pipe].extend(part)
                if not part:
                    del pipes[pipe]
            if len(output) > MAX_OUTPUT:
                raise Other(f"the program `{self.name}` printed more than {MAX_OUTPUT // 1024} KiB")
            del errors[:-_MAX_ERRORS]
        return Ended(process.wait(), bytes(output), bytes(errors))

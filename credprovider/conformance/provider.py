"""The provider under test: started as cargo starts it, spoken to as cargo speaks, and watched while it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from credprovider.conformance.answer import Answer
from credprovider.conformance.case import Failed, Hung
from credprovider.conformance.invariants import Invariants
from credprovider.conformance.process import Process
from credprovider.conformance.start import FLAG, USUAL, NoProgramError, Start
from credprovider.conformance.terminal import Terminal

_GRACE = 1.0  # seconds for the end of one that has already kept us waiting


@dataclass
class Conversation:
    """What one run of the provider was.

    hello: the first line. answers: one for each request, fewer when the output ended. rest: what came behind the last
    answer. errors: standard error. status: of its exit. hello_seconds, answer_seconds, exit_seconds: from its start to
    the hello, from each request to its answer, from the end of its input to its exit.
    """

    hello: bytes
    answers: list[Answer]
    rest: bytes
    errors: bytes
    status: int
    hello_seconds: float
    answer_seconds: list[float]
    exit_seconds: float
    commands: set[bytes]
    holders: set[bytes]


@dataclass
class Provider:
    """program: its path. args: its arguments in cargo's configuration, which are sent in each request. environment: the
    usual one. limit: seconds for each wait. invariants: hold for every conversation.
    """

    program: str
    args: Sequence[str]
    environment: Mapping[str, str]
    limit: float
    invariants: Invariants

    def start(self, start: Start = USUAL, *, terminal: Terminal | None = None, deaf: bool = False) -> Process:
        """Start the provider and return the process, which is to be used as a context manager.

        terminal: the one that it can ask on; None for none. deaf: see `Process`. Raises NoProgramError.
        """
        try:
            return Process(
                start.command(self.program, terminal.device if terminal else None),
                environment=start.environment(self.environment),
                limit=self.limit,
                terminal=terminal.ends if terminal else None,
                deaf=deaf,
            )
        except OSError as error:
            raise NoProgramError(f"`{self.program}` cannot be started: {error.strerror}") from None

    def hello(self) -> bytes:
        """Return the first line, with nothing sent. Raises Hung, Failed and NoProgramError."""
        with self.start() as process:
            return self._line(process, "hello")

    def converse(self, *lines: bytes, start: Start = USUAL) -> Conversation:
        """Send the lines, each after the answer to the one before, then close the input; return what came.

        Stops early when the output ends. Raises Hung and Failed as `Process` does, and NoProgramError.
        """
        with self.start(start) as process:
            begun = monotonic()
            hello = self._line(process, "hello")
            hello_seconds = monotonic() - begun
            process.children.said_hello()
            answers, seconds = [], []
            for line in lines:
                asked = monotonic()
                process.send(line)
                answer = self._line(process, "answer")
                if not answer:
                    break
                answers.append(Answer(answer))
                seconds.append(monotonic() - asked)
            closed = monotonic()
            rest = self._finish(process)
            said = Conversation(
                hello=hello,
                answers=answers,
                rest=rest,
                errors=bytes(process.errors),
                status=process.popen.returncode,
                hello_seconds=hello_seconds,
                answer_seconds=seconds,
                exit_seconds=monotonic() - closed,
                commands=process.children.commands,
                holders=process.children.holders,
            )
        if tuple(start.flags) == (FLAG,):  # as cargo starts it: then everything must hold
            self.invariants.hold(said)
        return said

    def ask(self, *lines: bytes, start: Start = USUAL) -> list[Answer]:
        """Return the answers to requests that one process gets, one for each.

        Raises Failed when there are fewer, or when the process does not end properly.
        """
        said = self.converse(*lines, start=start)
        if len(said.answers) < len(lines):
            came = f"the output ended after {len(said.answers)} of {len(lines)} answers, exit status {said.status}"
            raise Failed(came)
        return said.answers

    def batch(self, data: bytes, start: Start = USUAL) -> tuple[list[Answer], int]:
        """Send `data` at once, close the input, and return the answers and the exit status. Raises Hung and Failed."""
        with self.start(start) as process:
            self._line(process, "hello")
            process.send(data)
            process.pump(lambda: process.sent, self.limit)
            out = self._finish(process)
            self.invariants.errors(bytes(process.errors))
            answers = [Answer(line) for line in out.splitlines(keepends=True)]
            for answer in answers:
                self.invariants.answer(answer)
            return answers, process.popen.returncode

    def _line(self, process: Process, what: str) -> bytes:
        try:
            return process.line(what)
        except Hung as hung:
            process.limit = min(process.limit, _GRACE)
            if self._finish(process):
                came = f"the {what} comes only after the end of the input: cargo would wait for ever"
                self.invariants.broke("I1", came)
            elif what == "hello":
                self.invariants.broke("I1", str(hung))
            raise

    def _finish(self, process: Process) -> bytes:
        try:
            return process.finish()
        except Hung as hung:
            self.invariants.broke("I5", str(hung))
            raise

"""Prompts on the terminal, never on standard input: that is cargo's end of the protocol."""

import os

from credprovider.errors import Other
from credprovider.token import Secret

_LONGEST = 128 * 1024
_PAUSE = 0.2  # s; a signal that comes just before a wait does not end that, and is acted on after it


def prompt_secret(prompt: str, otherwise: str, what: str = "token") -> Secret:
    """Show `prompt` on /dev/tty and return the line that is typed there without echo.

    otherwise: the sentence that tells how to do it without a terminal. what: what is asked for. Raises Other when there
    is no terminal, when nothing is typed (end of input or Ctrl-C), or the line is longer than 128 KiB. The echo is
    restored on every way out, signals included.
    """
    return Secret(_typed(prompt, otherwise, what, shown=False))


def prompt_line(prompt: str, otherwise: str, what: str) -> str:
    """Show `prompt` on /dev/tty and return the line that is typed there with echo, without blanks around it; otherwise
    as `prompt_secret`.
    """
    return _typed(prompt, otherwise, what, shown=True).strip()


def _typed(prompt: str, otherwise: str, what: str, *, shown: bool) -> str:
    terminal = open_terminal()
    if terminal is None:
        raise Other(f"there is no terminal to ask for the {what}", (otherwise,))
    try:
        line = _ask(terminal, prompt, shown=shown)
    finally:
        os.close(terminal)
    if not line.strip():
        raise Other(f"no {what} was typed; nothing was stored")
    return line.decode("utf-8", "replace")


def open_terminal() -> int | None:
    """Return a descriptor of /dev/tty, to be closed by the caller; None where there is no terminal, or we are in its
    background: there the kernel would stop us at the first word.
    """
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
    if os.tcgetpgrp(terminal) != os.getpgrp():
        os.close(terminal)
        return None
    return terminal


def _ask(terminal: int, prompt: str, *, shown: bool) -> bytes:
    import signal  # 3 ms with enum, for a login alone
    import termios

    before = termios.tcgetattr(terminal)
    during = list(before)
    if not shown:
        during[3] &= ~(termios.ECHO | termios.ECHONL)

    def restore() -> None:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
        if not shown:
            os.write(terminal, b"\n")

    def die(number: int, _frame: object) -> None:
        restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    handled = {number: signal.signal(number, die) for number in (signal.SIGTERM, signal.SIGHUP)}
    handled[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, during)
        os.write(terminal, prompt.encode("utf-8", "replace"))
        return _read_line(terminal)
    except KeyboardInterrupt:
        return b""
    finally:
        restore()
        for number, handler in handled.items():
            signal.signal(number, handler)


def _read_line(terminal: int) -> bytes:
    from select import select

    line = b""
    while not line.endswith(b"\n"):
        if not select([terminal], [], [], _PAUSE)[0]:
            continue
        part = os.read(terminal, 4096)
        if not part:
            return line
        line += part
        if len(line) > _LONGEST:
            raise Other("what was typed is too long for a token")
    return line

"""Stage 0: in plug-in mode the hello goes out before anything else is imported; then the plug-in loop or the command
line.
"""

import os
import sys

HELLO = b'{"v":[1]}\n'


def main() -> int:
    """Run the program with the arguments of this process and return its exit status. The plug-in loop does not
    return.
    """
    if "--cargo-plugin" in sys.argv[1:]:
        _plug_in()
    from credprovider.cli import run

    return run(sys.argv[1:])


def _plug_in() -> None:
    status = 1
    try:
        ends = _own_ends()
        os.write(ends[1], HELLO)
        from credprovider.plugin import serve

        serve(*ends)
        status = 0
    except KeyboardInterrupt:
        status = 130
    except OSError:
        pass  # cargo has gone, or there is no usable standard input or output: nobody to tell
    except Exception as error:
        os.write(2, f"cargo-credprovider cannot start ({type(error).__name__}); install it anew\n".encode())
    finally:
        os._exit(status)  # skips the interpreter's teardown, for which cargo would wait


def _own_ends() -> tuple[int, int]:
    """Take the protocol's two ends away from descriptors 0 and 1, and return them.

    A library that prints then prints on standard error, and a child process inherits neither end. A descriptor that
    was closed when we started is opened on /dev/null, or the next file or socket would get its number, and our hints
    with it.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers

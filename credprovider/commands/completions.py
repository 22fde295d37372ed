"""Print the completions of this program for a shell.

bash: `source <(cargo-credprovider completions bash)` in ~/.bashrc
zsh: the same with `zsh` in ~/.zshrc, after compinit
fish: `cargo-credprovider completions fish | source` in config.fish
"""

import argparse
import shlex
from typing import NamedTuple

NAME = "completions"
_PROGRAM = "cargo-credprovider"


class Words(NamedTuple):
    """What may stand behind a command. options: its flags, and those of its actions. choices: the words that a flag or
    the command takes, such as its actions.
    """

    options: list[str]
    choices: list[str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the shell."""
    parser.add_argument("shell", choices=sorted(_SHELLS), help="the shell that is to complete")


def run(arguments: argparse.Namespace) -> int:
    """Print the script and return 0."""
    print(_SHELLS[arguments.shell](_commands(arguments.parser)), end="")
    return 0


def _commands(parser: argparse.ArgumentParser) -> dict[str, Words]:
    (commands,) = _subcommands(parser)
    found = {}
    for name, command in commands.items():
        below = [
            action for actions in _subcommands(command) for parser in actions.values() for action in parser._actions
        ]
        actions = [*command._actions, *below]
        options = [flag for action in actions for flag in action.option_strings if flag.startswith("--")]
        choices = [str(choice) for action in actions for choice in action.choices or ()]
        found[name] = Words(list(dict.fromkeys(options)), choices)
    return found


def _subcommands(parser: argparse.ArgumentParser) -> list[dict[str, argparse.ArgumentParser]]:
    return [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]


def _bash(commands: dict[str, Words]) -> str:
    cases = "".join(
        f"    {name}) words={shlex.quote(' '.join([*words.options, *words.choices]))} ;;\n"
        for name, words in commands.items()
    )
    return f"""_cargo_credprovider() {{
  local words={shlex.quote(" ".join([*commands, "--help", "--version"]))}
  case "${{COMP_WORDS[1]}}" in
{cases}  esac
  if ((COMP_CWORD == 1)); then
    words={shlex.quote(" ".join([*commands, "--help", "--version"]))}
  fi
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _cargo_credprovider {_PROGRAM}
"""


def _zsh(commands: dict[str, Words]) -> str:
    return f"autoload -U +X bashcompinit && bashcompinit\n{_bash(commands)}"


def _fish(commands: dict[str, Words]) -> str:
    lines = [f"complete -c {_PROGRAM} -n __fish_use_subcommand -f -a {shlex.quote(' '.join(commands))}"]
    for name, words in commands.items():
        seen = f"-n '__fish_seen_subcommand_from {name}'"
        lines += [f"complete -c {_PROGRAM} {seen} -l {flag.removeprefix('--')}" for flag in words.options]
        if words.choices:
            lines.append(f"complete -c {_PROGRAM} {seen} -f -a {shlex.quote(' '.join(words.choices))}")
    return "\n".join(lines) + "\n"


_SHELLS = {"bash": _bash, "fish": _fish, "zsh": _zsh}

"""The `mine` command: parses, calls, prints; no logic."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from typing import Annotated, Any, Final, cast

import typer
from typer.core import TyperGroup

from pipeline.cli_console import say
from pipeline.cli_evaluate import app as evaluate_app
from pipeline.cli_explain import app as explain_app
from pipeline.cli_export import app as export_app
from pipeline.cli_knowledge import app as knowledge_app
from pipeline.cli_report import app as report_app
from pipeline.cli_search import app as search_app
from pipeline.cli_show import app as show_app
from pipeline.cli_sql import app as sql_app
from pipeline.cli_stages import app as stages_app
from pipeline.cli_status import app as status_app
from pipeline.cli_train import app as train_app

# The base of what is wrong with a call: `ClickException`, wherever the library keeps it.
_CallError: Final[type[Exception]] = cast(type[Exception], typer.BadParameter.__mro__[2])
_IN_OUR_WORDS: Final = (
    ("Value error, ", ""),
    ("Input should be greater than or equal to ", "it must be at least "),
    ("Input should be a valid integer", "it must be a whole number"),
    ("Input should be a valid number", "it must be a number"),
    (", unable to parse string as an integer", ""),
    (", unable to parse string as a number", ""),
)
_SPACE: Final = re.compile(r"\s+")


class _Commands(TyperGroup):
    """The commands; what is wrong with an option is told without the words of the library."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            for theirs, ours in _IN_OUR_WORDS:
                error.message = error.message.replace(theirs, ours)
            raise


app = typer.Typer(
    name="mine",
    cls=_Commands,
    help="Text mining for commentary on the AI industry: names, figures and stance, each traced to "
    "its source.\n\nExample: mine run articles/ --out outputs",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(stages_app)
app.add_typer(status_app)
app.add_typer(search_app)
app.add_typer(show_app)
app.add_typer(export_app)
app.add_typer(sql_app)
app.add_typer(explain_app)
app.add_typer(report_app)
app.add_typer(knowledge_app, name="kb")
app.add_typer(evaluate_app)
app.add_typer(train_app, name="train")


def _version(shown: bool) -> None:
    if shown:
        from importlib.metadata import version

        typer.echo(f"mine {version('mine-ai-commentary')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""


def main() -> None:
    """Run the command and turn each error into one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal of another encoding cannot show is written as an escape, not refused.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    _guarded(lambda: app(standalone_mode=False))


def _guarded(call: Callable[[], Any]) -> None:
    from pipeline.errors import MineError

    try:
        code = call()
    except MineError as error:
        say(str(error))
        sys.exit(error.exit_code)
    except _CallError as error:
        sys.exit(_wrong_call(error))
    except BrokenPipeError:
        sys.exit(0)
    except SystemExit as end:
        # The reader of a pipe (`| head`) has seen enough: click calls that a failure, we do not.
        if isinstance(end.__context__, BrokenPipeError):
            sys.exit(0)
        raise
    except OSError as error:
        say(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(1)
    if isinstance(code, int) and code:
        sys.exit(code)


def _wrong_call(error: Any) -> int:
    """Tell what is wrong with a call, in one line; the exit code."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return 2
    message = _SPACE.sub(" ", error.format_message()).strip().rstrip(".")
    command = error.ctx.command_path if getattr(error, "ctx", None) else "mine"
    say(f"{message[:1].lower()}{message[1:]}; `{command} -h` tells how to call it")
    return int(error.exit_code)


if __name__ == "__main__":
    main()

"""The commands about what the system knows: `mine kb check`, `show`, `suggest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_console import Bar, Out, say
from pipeline.wording import counted

app = typer.Typer(
    no_args_is_help=True,
    help="Companies, models and people that are known, and your own additions."
    "\n\nExample: mine kb show 輝達",
)

Files = Annotated[
    list[Path] | None,
    typer.Option("--kb", help="A file of your own knowledge (JSON Lines); repeatable."),
]


@app.command()
def check(kb: Files = None) -> None:
    """Look for faults: broken lines, duplicate or unreachable aliases, missing sources, rules.

    Ends with 1 where there are faults.

    Example: mine kb check --kb my_names.jsonl
    """
    from pipeline.extract.names import find_mentions
    from pipeline.knowledge.check import check as find_faults
    from pipeline.knowledge.extension import knowledge_base, sound_lines
    from pipeline.knowledge.user_lines import faults_of

    broken = faults_of(kb or ())
    for line in broken:
        typer.echo(line)
    with sound_lines(kb or ()):
        base = knowledge_base()
        findings = find_faults(
            base,
            lambda text: [(m.surface, m.entity_id) for m in find_mentions(text)],
            Bar(unit="rule"),
        )
    for finding in findings:
        place = f"{finding.place}: " if finding.place else ""
        typer.echo(f"{place}{finding.kind}: {finding.entity_id}: {finding.message}")
    counts = ", ".join(
        f"{sum(e.type == kind for e in base.entities.values())} {plural}"
        for kind, plural in (
            ("company", "companies"),
            ("model", "models"),
            ("person", "people"),
            ("organization", "organizations"),
        )
    )
    total = len(broken) + len(findings)
    say(f"{counts}; {counted(total, 'fault')}")
    if total:
        raise typer.Exit(1)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name in any script, or an entity_id.")],
    kb: Files = None,
) -> None:
    """Show what is known of a name.

    Example: mine kb show 英伟达
    """
    from pipeline.errors import UsageError
    from pipeline.knowledge.extension import knowledge_base, knowledge_files
    from pipeline.knowledge.show import describe, look_up, similar

    if not name.strip():
        raise UsageError("a name is needed, in any script, or an entity_id: mine kb show 英伟达")
    with knowledge_files(kb or ()):
        base = knowledge_base()
    found = look_up(base, name)
    if not found:
        close = similar(base, name)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        hint = (
            hint or "; a line of a file of your own adds it (--kb), `mine kb suggest` writes some"
        )
        say(f"{name}: not in the knowledge base{hint}")
        raise typer.Exit(1)
    typer.echo("\n\n".join(describe(base, entity) for entity in found))


@app.command()
def suggest(
    out: Out = Path("outputs"),
    least: Annotated[int, typer.Option(min=1, help="Leave out names met in fewer documents.")] = 2,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--type", help="company, organization, model or person; repeatable. Default: all."
        ),
    ] = None,
) -> None:
    """List frequent names that are not known, with evidence, as lines for a file of your own.

    Example: mine kb suggest --out outputs > my_names.jsonl
    """
    import json

    from pipeline.errors import UsageError
    from pipeline.knowledge.suggest import suggestions
    from pipeline.knowledge.user_lines import TYPES

    strange = [k for k in kind or () if k not in TYPES]
    if strange:
        raise UsageError(f"no type {strange[0]!r}; there are {', '.join(TYPES)}")
    chosen = {"types": tuple(kind)} if kind else {}
    found = suggestions(out, least_documents=least, **chosen)
    for entry in found.entries:
        typer.echo(json.dumps(entry, ensure_ascii=False))
    count = len(found.entries)
    told = counted(count, "name")
    if not count and found.rarer:
        told = (
            f"no unknown name stands in {least} documents or more, copies counted once; "
            f"{found.rarer} in fewer, which --least 1 lists"
        )
    elif not count:
        told = "no unknown names: all that this run met are in the knowledge base"
    say(told)

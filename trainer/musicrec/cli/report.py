"""`musicrec report`: a bundle as a page of HTML and a model card, or its IDs as JSON lines."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from musicrec.cli.options import add_output
from musicrec.errors import ExitCode
from musicrec.progress import Progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="folder of a finished bundle")
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="where to; default: BUNDLE.work/report"
    )
    parser.add_argument(
        "--ids",
        type=Path,
        metavar="FILE",
        help="write instead each item's ID, title and semantic ID (JSON lines)",
    )
    add_output(parser)


def run(options: argparse.Namespace) -> ExitCode:
    """Write report.html and model-card.md, or the IDs; print where they are and the verdict."""
    from musicrec.report.card import card
    from musicrec.report.facts import read_facts, work_of
    from musicrec.report.ids import write_ids
    from musicrec.report.page import page
    from musicrec.report.verdict import verdict_of

    progress = Progress(quiet=options.quiet)
    facts = read_facts(options.bundle)
    if options.ids is not None:
        items = write_ids(facts, options.ids)
        said = f"{items:,} semantic IDs are in {options.ids}"
        print(json.dumps({"ids": str(options.ids), "items": items}) if options.json else said)
        return ExitCode.OK
    for notice in facts.notices:
        progress.say(f"report: {notice}")
    folder: Path = options.out or work_of(options.bundle) / "report"
    folder.mkdir(parents=True, exist_ok=True)
    written = {"report": folder / "report.html", "card": folder / "model-card.md"}
    written["report"].write_text(page(facts), encoding="utf-8")
    written["card"].write_text(card(facts), encoding="utf-8")
    verdict = verdict_of(facts.evaluation)
    if options.json:
        paths = {name: str(path) for name, path in written.items()}
        found = {
            "ship": verdict.ship,
            "title": verdict.title,
            "text": verdict.sentence,
            "todo": verdict.todo,
        }
        print(json.dumps({**paths, "verdict": found, "notices": facts.notices}, ensure_ascii=False))
    else:
        print(verdict.text)
        for path in written.values():
            print(path)
    return ExitCode.OK

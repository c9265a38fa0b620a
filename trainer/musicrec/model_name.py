"""How a configuration names a model that is not the trainer's own: one of the hub, or a folder.

`hub:OWNER/NAME`, `hub:OWNER/NAME@REVISION` or `folder:PATH`. What is in it is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HUB = re.compile(r"hub:([\w.-]+/[\w.-]+)(?:@([\w./-]+))?")
FOLDER = "folder:"


@dataclass(frozen=True, kw_only=True)
class ModelName:
    """`model` as people call it; `revision` that was asked for; `folder` of one on this disk."""

    model: str
    revision: str | None = None
    folder: Path | None = None

    @classmethod
    def parse(cls, name: str) -> ModelName | None:
        """None for a name of the trainer's own, or of no form that is known."""
        if name.startswith(FOLDER) and len(name) > len(FOLDER):
            folder = Path(name.removeprefix(FOLDER))
            return cls(model=folder.resolve().name, folder=folder)
        found = HUB.fullmatch(name)
        return found and cls(model=found[1], revision=found[2])

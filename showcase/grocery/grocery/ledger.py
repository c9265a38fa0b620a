"""The ledger: which row of the log was dropped by which rule, and what was left.

Every row gets exactly one entry, so the table adds up. It counts; the rules live in `universe.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Ledger:
    """Rows in, rows dropped per rule in the order applied, rows left."""

    rows_in: int
    drops: list[tuple[str, int]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)

    def drop(self, rule: str, rows: int) -> None:
        """Enters the rows that `rule` drops out of those still there."""
        self.drops.append((rule, rows))

    def fact(self, name: str, value: object) -> None:
        """Enters one figure of the finished shop."""
        self.facts.append((name, f"{value:,}" if isinstance(value, int) else str(value)))

    @property
    def rows_left(self) -> int:
        """Rows that no rule dropped."""
        return self.rows_in - sum(rows for _, rows in self.drops)

    def table(self) -> str:
        """The whole account as a Markdown table."""
        lines = ["| rule | rows dropped | rows left |", "|---|---:|---:|"]
        left = self.rows_in
        lines.append(f"| the log | | {left:,} |")
        for rule, rows in self.drops:
            left -= rows
            lines.append(f"| {rule} | {rows:,} | {left:,} |")
        lines += ["", "| the shop | |", "|---|---:|"]
        lines += [f"| {name} | {value} |" for name, value in self.facts]
        return "\n".join(lines)

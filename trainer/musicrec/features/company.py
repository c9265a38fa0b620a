"""Which items keep company: in one visit, or, where a visit is one item, along a sequence."""

from __future__ import annotations

from musicrec.data.visits import Visits
from musicrec.features.cooccurrence import Cooccurrence, count_cooccurrence
from musicrec.features.transitions import TransitionRule, count_transitions_as_company


def count_company(visits: Visits, items: int, rule: TransitionRule | None) -> Cooccurrence:
    """Pairs of N items and how often; `rule` is the log's, None where visits hold several items."""
    if rule is None:
        return count_cooccurrence(visits, items)
    return count_transitions_as_company(visits, items, rule)

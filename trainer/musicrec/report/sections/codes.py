"""The semantic IDs: a map of the first level, and how the levels are used."""

from __future__ import annotations

from musicrec.report.charts.bars import bar
from musicrec.report.charts.codes import COLOURS, codes_map, coloured
from musicrec.report.codebook import Code, labels_of, level_one, purities
from musicrec.report.facts import Facts
from musicrec.report.figures import count
from musicrec.report.markup import Markup, tag
from musicrec.report.tables import facts_list, folded, legend, section, table
from musicrec.tokenizer.health import prefixes

LISTED = 24


def codes(facts: Facts) -> Markup:
    """Map, levels, purity."""
    what, vectors = facts.vectors
    kind, labels = labels_of(facts.items)
    found, shown = level_one(facts.codes, vectors, labels)
    colour = coloured(found)
    title = f"Map of {len(found)} level-1 codes by the mean {what}"
    keys = [(f"c{series}", label) for label, series in colour.items()]
    if len({code.label for code in found}) > COLOURS:
        keys.append((f"c{COLOURS + 1}", f"another {kind}"))
    figure = tag(
        "figure",
        tag("figcaption", "Level-1 codes"),
        codes_map(title, found, colour),
        legend(keys) if colour else tag("span"),
    )
    beside = tag("div", _levels(facts), _purity(facts), _counts(facts), class_="beside")
    return section(
        "codes",
        "The semantic IDs",
        tag("div", figure, beside, class_="pair wide"),
        folded("The largest codes", _largest(found, kind)),
        lead=f"Each dot is a code of the first level; its area is the number of items, its place "
        f"that of their mean {what} on the two principal components, which show "
        f"{100 * shown:.0f} % of the variance. Its colour is its most telling {kind}.",
    )


def _levels(facts: Facts) -> Markup:
    health = facts.described["health"]
    size = int(facts.manifest["semantic_ids"]["codebook_size"])
    rows = []
    for level, (usage, even, begun) in enumerate(
        zip(health["usage"], health["perplexity"], prefixes(facts.codes), strict=True), 1
    ):
        used = round(usage * size)
        said = f"level {level}: {used} of {size} codes used, as many as {even:.1f} used evenly"
        rows.append([str(level), bar(said, even / size), f"{used}", f"{even:.1f}", count(begun)])
    head = ["level", f"perplexity of {size}", "codes used", "perplexity", "unique prefixes"]
    return table("Use of the codebooks", head, rows, texts=2)


def _purity(facts: Facts) -> Markup:
    known = purities(facts.codes, facts.items)
    if not known:
        return tag("p", "No attribute is known to hold the codes against.", class_="fine")
    rows = []
    for name, (value, alone) in known.items():
        said = f"{name}: {100 * value:.0f} % of items have their code’s commonest {name}"
        rows.append([name, bar(said, value), f"{100 * value:.1f} %", f"{100 * alone:.1f} %"])
    head = ["attribute", "", "purity", "one code for all"]
    return table("Purity of the level-1 codes", head, rows, texts=2)


def _counts(facts: Facts) -> Markup:
    pairs = [("items that share an ID", count(facts.described["health"]["collisions"]))]
    if facts.health is not None:
        pairs += [
            ("shared one before assignment", count(facts.health["collisions_before"])),
            ("moved to a free ID", count(facts.health["moved"])),
            ("kind of tokenizer", str(facts.health["kind"])),
        ]
    return facts_list(pairs)


def _largest(found: list[Code], kind: str) -> Markup:
    largest = sorted(found, key=lambda code: (-code.items, code.code))[:LISTED]
    rows = [
        [str(code.code), code.label or "–", count(code.items), f"{100 * code.share:.0f} %"]
        for code in largest
    ]
    head = ["code", f"most telling {kind}", "items", "have it"]
    return table("Level-1 codes with the most items", head, rows, texts=2, titled=False)

"""How close the exported networks are to the trained ones: overlap of lists, error of log P.

Both sides decode with the same tables, so that only the networks differ. The figures go into the
manifest's protocol.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from musicrec.export.golden import COUNT, made_up_calls
from musicrec.export.made_up import plan
from musicrec.export.reference import Reference
from musicrec.export.source import Source
from musicrec.generator.call import Call
from musicrec.generator.decode import Decoder
from musicrec.progress import QUIET, Progress

CASES = 60
WANTED = 0.95
FLOOR = 0.5


@dataclass(frozen=True, kw_only=True)
class Parity:
    """Exported against trained networks over `cases` made-up histories.

    Shared part of the top `count` on average and in the worst case, largest difference of a
    first-level log-probability; `codes` is the share of items for which fusion.onnx gives the codes
    of the trained tokenizer.
    """

    cases: int
    count: int
    overlap: float
    worst_overlap: float
    level_1_error: float
    codes: float

    def as_json(self) -> dict[str, Any]:
        """Plain numbers, rounded."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }

    def __str__(self) -> str:
        return (
            f"exported against trained networks, {self.cases} made-up histories: "
            f"top-{self.count} overlap {self.overlap:.3f} (worst {self.worst_overlap:.2f}), "
            f"level-1 log-probability off by at most {self.level_1_error:.4f}, "
            f"codes equal for {100 * self.codes:.1f} % of items"
        )


def measure_parity(
    reference: Reference,
    source: Source,
    *,
    seed: int,
    cases: int = CASES,
    progress: Progress = QUIET,
) -> Parity:
    """Compare the reference's networks with the float32 modules it was exported from."""
    settings = reference.settings
    trained = Decoder(model=source.generator, tables=reference.tables, protocol=settings.protocol)
    draw = made_up_calls(reference, seed, "parity")
    overlaps, error = [], 0.0
    for key, shape in progress.track(plan(sorted(settings.blend), cases), "export, parity"):
        call = draw.call(key, shape)
        encoded = trained.encode([call])[0]
        wanted = settings.rank(trained, call, count=COUNT, encoded=encoded).items
        found = reference.ranking(call, count=COUNT).items
        shared = len(np.intersect1d(wanted, found))
        overlaps.append(shared / len(wanted) if len(wanted) > 0 else float(len(found) == 0))
        error = max(error, _level_1_error(reference, source, call, encoded[0]))
    return Parity(
        cases=cases,
        count=COUNT,
        overlap=float(np.mean(overlaps)),
        worst_overlap=float(np.min(overlaps)),
        level_1_error=error,
        codes=_equal_codes(reference, source),
    )


def _level_1_error(reference: Reference, source: Source, call: Call, state: Tensor) -> float:
    """Largest difference over the first level's codes; `state` (D) is the trained encoder's."""
    nothing = torch.zeros(1, 0, dtype=torch.int64)
    with torch.no_grad():
        wanted = source.generator.level_log_probs(0, state[None], nothing)
    exported_state, _ = reference.model.encode_call(call)
    found = reference.model.level_log_probs(0, exported_state[None], nothing)
    return float((wanted - found).abs().max())


def _equal_codes(reference: Reference, source: Source) -> float:
    rows = source.features.rows(range(source.items))
    codes, _, _ = reference.model.networks.fuse(*rows)
    with torch.no_grad():
        fused = source.fusion(*(torch.from_numpy(part) for part in rows))
        wanted, _ = source.quantizer.encode(fused)
    return float((codes == wanted.numpy()).all(1).mean())

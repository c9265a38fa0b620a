// Log-probabilities of a level's codes after a prefix. Not a kernel. Twin: core/network/level-head.ts.

// output (V) = logits of `level` after the first level − 1 codes of `id`; returns the log of their exponentials' sum.
fn level_logits(job: u32, level: u32, id: u32, lane: u32) -> f32 {
  let base = level_entry(level);
  let state = word(job, JOB_PROJECTED_STATE_AT) + (level - 1u) * HIDDEN;
  for (var i = lane; i < HIDDEN; i += THREADS) {
    var value = load(state + i);
    for (var earlier = 1u; earlier < level; earlier++) {
      let e = base + 1u + earlier;
      let code = code_at(id, earlier);
      value += step_at(table_row(e, code), i) * table_scale(e, code);
    }
    input[i] = max(value, 0.0);
  }
  workgroupBarrier();
  linear(base + 1u, lane);
  let own = lane < CODES;
  let logit = select(-1e30, output[min(lane, CODES - 1u)], own);
  let peak = largest_of_all(logit, lane);
  return peak + log(sum_of_all(select(0.0, exp(logit - peak), own), lane));
}

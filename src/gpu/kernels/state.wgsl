// state: the last layer for row 0 alone, and everything that depends on the user state and nothing else.
// Dispatch (jobs). Reads x (T, D) and the last layer's projections.
// Writes per level state · W + b (L, H); per level query · E_l[c] (L, V); P · query (R).
// Twins: core/network/encoder.ts, level-head.ts, core/item-tower.ts.

fn kernel(group: vec3<u32>, lane: u32) {
  let job = group.x;
  through_layer(job, LAYERS, 0u, lane);
  normalise(2u * LAYERS, lane);
  for (var level = 1u; level <= LEVELS; level++) {
    linear(level_entry(level), lane);
    store_output(word(job, JOB_PROJECTED_STATE_AT) + (level - 1u) * HIDDEN, HIDDEN, lane);
    workgroupBarrier();
  }
  linear(dense_entry(), lane);
  for (var level = 1u; level <= LEVELS; level++) {
    let e = tower_entry(level);
    for (var code = lane; code < CODES; code += THREADS) {
      let row = table_row(e, code);
      var sum = 0.0;
      for (var d = 0u; d < DIMENSION; d++) { sum += output[d] * step_at(row, d); }
      store(word(job, JOB_CODE_SCORES_AT) + (level - 1u) * CODES + code, sum * table_scale(e, code));
    }
  }
  let e = projection_entry();
  for (var r = lane; r < RESIDUAL; r += THREADS) {
    let row = table_row(e, r);
    var sum = 0.0;
    for (var d = 0u; d < DIMENSION; d++) { sum += output[d] * table_scale(e, d) * step_at(row, d); }
    store(word(job, JOB_RESIDUAL_QUERY_AT) + r, sum);
  }
}

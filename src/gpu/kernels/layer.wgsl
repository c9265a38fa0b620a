// layer: one layer for all rows, and queries, keys and values of the next.
// Dispatch (rows, jobs). Reads x (T, D) and the projections of LAYER, writes x and those of LAYER + 1.
// Twin: core/network/encoder.ts.

override LAYER: u32;

fn kernel(group: vec3<u32>, lane: u32) {
  let row = group.x;
  let job = group.y;
  if (row >= word(job, JOB_ROWS)) { return; }
  through_layer(job, LAYER, row, lane);
  for (var d = lane; d < DIMENSION; d += THREADS) { store(word(job, JOB_X_AT) + row * DIMENSION + d, x[d]); }
  project(job, LAYER + 1u, row, lane);
}

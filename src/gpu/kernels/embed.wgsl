// embed: rows of the encoder → x, and queries, keys and values of the first layer.
// Dispatch (rows, jobs). Reads a job's rows (position of the item, or NONE for the state token; role).
// Writes x (T, D) and the projections (3, T, D) of layer 1. Twin: core/network/encoder.ts.

fn kernel(group: vec3<u32>, lane: u32) {
  let row = group.x;
  let job = group.y;
  if (row >= word(job, JOB_ROWS)) { return; }
  let position = jobs[word(job, JOB_ROWS_AT) + 2u * row];
  let role = role_at(jobs[word(job, JOB_ROWS_AT) + 2u * row + 1u]);
  for (var d = lane; d < DIMENSION; d += THREADS) {
    var value = floats[role + d];
    if (position != NONE) { value += tower(position, d); }
    x[d] = value;
    store(word(job, JOB_X_AT) + row * DIMENSION + d, value);
  }
  workgroupBarrier();
  project(job, 1u, row, lane);
}

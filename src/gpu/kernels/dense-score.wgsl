// The dense head's logit of one item: query · vector, as sums of what `state` has prepared. Not a kernel.

fn dense_logit(job: u32, position: u32) -> f32 {
  let id = id_at(position);
  var sum = 0.0;
  for (var level = 1u; level <= LEVELS; level++) {
    sum += load(word(job, JOB_CODE_SCORES_AT) + (level - 1u) * CODES + code_at(id, level));
  }
  let query = word(job, JOB_RESIDUAL_QUERY_AT);
  for (var r = 0u; r < RESIDUAL; r++) { sum += load(query + r) * residual_step(position, r); }
  return sum + lift_of(item_at(position));
}

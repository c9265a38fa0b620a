// score: the exact blended score of every candidate; a workgroup is a slot.
// Dispatch (most slots of a job, jobs). Writes per slot (item or NONE, score), and per beam its log P.
// Twins: core/level-scores.ts, core/score.ts.

var<workgroup> candidate: u32;

// Prior and frequency, blended already: the job's pairs (position, value), by position; 0 for all others.
fn own_terms(job: u32, position: u32) -> f32 {
  let first = word(job, JOB_TERMS_AT);
  let count = word(job, JOB_TERMS);
  var lo = 0u;
  var hi = count;
  while (lo < hi) {
    let middle = (lo + hi) / 2u;
    if (jobs[first + 2u * middle] < position) { lo = middle + 1u; } else { hi = middle; }
  }
  if (lo < count && jobs[first + 2u * lo] == position) { return bitcast<f32>(jobs[first + 2u * lo + 1u]); }
  return 0.0;
}

fn kernel(group: vec3<u32>, lane: u32) {
  let slot = group.x;
  let job = group.y;
  if (slot >= BEAMS + word(job, JOB_BROUGHT) + EXTRA) { return; }
  let at = word(job, JOB_SLOTS_AT) + 2u * slot;
  if (lane == 0u) {
    let repeats = slot >= BEAMS && scratch[at + 1u] == 0u;
    candidate = select(scratch[at], NONE, repeats);
  }
  let position = workgroupUniformLoad(&candidate);
  let result = word(job, JOB_RESULT_AT) + 2u * slot;
  if (position == NONE) {
    if (lane == 0u) { scratch[result] = NONE; }
    return;
  }
  let scored = scored_as(position);
  let id = id_at(scored);
  var log_prob = 0.0;
  if (slot < BEAMS && scored == position) {
    log_prob = load(at + 1u);
  } else {
    log_prob = load(word(job, JOB_FIRST_ROW_AT) + code_at(id, 1u));
    for (var level = 2u; level <= LEVELS; level++) {
      let shift = level_logits(job, level, id, lane);
      log_prob += output[code_at(id, level)] - shift;
      workgroupBarrier();
    }
  }
  if (lane > 0u) { return; }
  // Of an item that the page has added: log P of one of its kin, less what that is more popular.
  log_prob += log_popularity(position) - log_popularity(scored);
  let score = number(job, JOB_GENERATOR) * log_prob + number(job, JOB_DENSE) * dense_logit(job, position)
    + own_terms(job, position) - number(job, JOB_POPULARITY) * log_popularity(position);
  scratch[result] = item_at(position);
  store(result + 1u, score);
  if (slot < BEAMS) {
    let beams = word(job, JOB_RESULT_AT) + 2u * (BEAMS + word(job, JOB_BROUGHT) + EXTRA);
    store(beams + slot, load(at + 1u));
  }
}

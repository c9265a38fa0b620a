// level: one step of the beam. A workgroup is a beam: it finds which of the previous level's children it stands for,
// scores the codes below it, and lists its best DEPTH allowed children in order.
// Dispatch (LEVEL == 1 ? 1 : W, jobs). A list is DEPTH records (key, ~tie, lo, hi, log P); missing ones have key 0.
// The tie of a leaf is its item, of a longer range its first position. Level 1 also leaves its row of log-probabilities.
// Twin: core/beam-search.ts.

override LEVEL: u32;

var<workgroup> parent: u32;
var<workgroup> keys: array<vec2<u32>, 256>;

fn list_at(job: u32, level: u32, beam: u32) -> u32 {
  return word(job, JOB_LISTS_AT) + ((level - 1u) * BEAMS + beam) * DEPTH * LIST_WORDS;
}

fn kernel(group: vec3<u32>, lane: u32) {
  let beam = group.x;
  let job = group.y;
  let own = list_at(job, LEVEL, beam);
  for (var i = lane; i < DEPTH; i += THREADS) { scratch[own + i * LIST_WORDS] = 0u; }
  var lo = 0u;
  var hi = items();
  var log_prob = 0.0;
  if (LEVEL > 1u) {
    let lists = list_at(job, LEVEL - 1u, 0u);
    let count = select(BEAMS, 1u, LEVEL == 2u) * DEPTH;
    let key = at_rank(lists, LIST_WORDS, count, beam, lane);
    if (key.x == 0u) { return; }
    for (var i = lane; i < count; i += THREADS) {
      let at = lists + i * LIST_WORDS;
      if (scratch[at] == key.x && scratch[at + 1u] == key.y) { parent = at; }
    }
    let at = workgroupUniformLoad(&parent);
    lo = scratch[at + 2u];
    hi = scratch[at + 3u];
    log_prob = load(at + 4u);
  }
  let shift = level_logits(job, LEVEL, id_at(lo), lane);
  var key = vec2<u32>(0u);
  var start = 0u;
  var end = 0u;
  var value = 0.0;
  if (lane < CODES) {
    value = output[lane] - shift;
    if (LEVEL == 1u) { store(word(job, JOB_FIRST_ROW_AT) + lane, value); }
    start = lower_bound(lo, hi, LEVEL, lane);
    end = lower_bound(start, hi, LEVEL, lane + 1u);
    value += log_prob;
    if (start < end && allowed(job, start, end) > 0u) {
      let tie = select(start, item_at(start), LEVEL == LEVELS);
      key = vec2<u32>(key_of(value + potential(job, start, end)), ~tie);
    }
  }
  keys[lane] = key;
  workgroupBarrier();
  if (key.x == 0u) { return; }
  var rank = 0u;
  for (var i = 0u; i < CODES; i++) { rank += select(0u, 1u, before(keys[i], key)); }
  if (rank >= DEPTH) { return; }
  let at = own + rank * LIST_WORDS;
  scratch[at] = key.x;
  scratch[at + 1u] = key.y;
  scratch[at + 2u] = start;
  scratch[at + 3u] = end;
  store(at + 4u, value);
}

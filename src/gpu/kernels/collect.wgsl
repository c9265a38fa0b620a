// collect: gathers the candidates of a job into slots: the beam's W survivors in order, then what the job brought
// (the best of prior and own items), then the dense head's best K.
// Dispatch (jobs). A slot is (position or NONE, of a beam its log P, of others 1 where the position is new). Twins: core/beam-search.ts, candidates.ts.

var<workgroup> taken: atomic<u32>;
var<workgroup> survivors: array<vec2<u32>, 256>;

fn kernel(group: vec3<u32>, lane: u32) {
  let job = group.x;
  let slots = word(job, JOB_SLOTS_AT);
  let brought = word(job, JOB_BROUGHT);
  let wanted = word(job, JOB_DENSE_WANTED);
  for (var i = lane; i < BEAMS + brought + EXTRA; i += THREADS) { scratch[slots + 2u * i] = NONE; }
  if (lane == 0u) { atomicStore(&taken, 0u); }
  storageBarrier();
  workgroupBarrier();

  // Beams: those not behind the W-th, each at the place of its rank.
  let lists = word(job, JOB_LISTS_AT) + (LEVELS - 1u) * BEAMS * DEPTH * LIST_WORDS;
  let count = select(BEAMS, 1u, LEVELS == 1u) * DEPTH;
  let least = at_rank(lists, LIST_WORDS, count, BEAMS - 1u, lane);
  for (var i = lane; i < count; i += THREADS) {
    let record = vec2<u32>(scratch[lists + i * LIST_WORDS], scratch[lists + i * LIST_WORDS + 1u]);
    if (record.x == 0u || before(least, record)) { continue; }
    survivors[atomicAdd(&taken, 1u)] = record;
  }
  workgroupBarrier();
  let survived = atomicLoad(&taken);
  for (var i = lane; i < count; i += THREADS) {
    let at = lists + i * LIST_WORDS;
    let record = vec2<u32>(scratch[at], scratch[at + 1u]);
    if (record.x == 0u || before(least, record)) { continue; }
    var rank = 0u;
    for (var other = 0u; other < survived; other++) { rank += select(0u, 1u, before(survivors[other], record)); }
    scratch[slots + 2u * rank] = scratch[at + 2u];
    scratch[slots + 2u * rank + 1u] = scratch[at + 4u];
  }

  let own = word(job, JOB_BROUGHT_AT);
  for (var i = lane; i < brought; i += THREADS) { scratch[slots + 2u * (BEAMS + i)] = jobs[own + i]; }

  let chunks = (items() + word(job, JOB_CHUNK) - 1u) / word(job, JOB_CHUNK);
  if (wanted > 0u) {
    workgroupBarrier();
    if (lane == 0u) { atomicStore(&taken, 0u); }
    let best = word(job, JOB_DENSE_BEST_AT);
    let last = at_rank(best, 3u, chunks * EXTRA, wanted - 1u, lane);
    for (var i = lane; i < chunks * EXTRA; i += THREADS) {
      let record = vec2<u32>(scratch[best + 3u * i], scratch[best + 3u * i + 1u]);
      if (record.x == 0u || before(last, record)) { continue; }
      scratch[slots + 2u * (BEAMS + brought + atomicAdd(&taken, 1u))] = scratch[best + 3u * i + 2u];
    }
  }

  // A candidate counts once, at its first place: scoring is the costly part.
  storageBarrier();
  workgroupBarrier();
  let slot_count = BEAMS + brought + EXTRA;
  for (var i = lane; i < slot_count; i += THREADS) {
    let position = scratch[slots + 2u * i];
    if (i < BEAMS || position == NONE) { continue; }
    var first = true;
    for (var other = 0u; other < i && first; other++) { first = scratch[slots + 2u * other] != position; }
    scratch[slots + 2u * i + 1u] = select(0u, 1u, first);
  }
}

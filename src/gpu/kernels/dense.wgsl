// dense: the dense head over the whole catalogue, a chunk of items a workgroup.
// Dispatch (chunks, jobs). Writes per chunk its best K allowed items as records (key, ~item, position), in any order; the
// rest of the K are zero. Twins: core/dense/dense-logits.ts, core/candidates.ts.

var<workgroup> taken: atomic<u32>;

fn kernel(group: vec3<u32>, lane: u32) {
  let chunk = group.x;
  let job = group.y;
  let first = chunk * word(job, JOB_CHUNK);
  let end = min(items(), first + word(job, JOB_CHUNK));
  let records = word(job, JOB_DENSE_AT) + 2u * first;
  let best = word(job, JOB_DENSE_BEST_AT) + 3u * chunk * EXTRA;
  let wanted = word(job, JOB_DENSE_WANTED);
  for (var i = lane; i < 3u * EXTRA; i += THREADS) { scratch[best + i] = 0u; }
  if (lane == 0u) { atomicStore(&taken, 0u); }
  for (var position = first + lane; position < end; position += THREADS) {
    let logit = dense_logit(job, position);
    let may = allowed(job, position, position + 1u) > 0u;
    scratch[records + 2u * (position - first)] = select(0u, key_of(logit), may);
    scratch[records + 2u * (position - first) + 1u] = ~item_at(position);
  }
  if (wanted == 0u) { return; }
  storageBarrier();
  let least = at_rank(records, 2u, end - first, wanted - 1u, lane);
  for (var position = first + lane; position < end; position += THREADS) {
    let at = records + 2u * (position - first);
    let record = vec2<u32>(scratch[at], scratch[at + 1u]);
    if (record.x == 0u || before(least, record)) { continue; }
    let place = best + 3u * atomicAdd(&taken, 1u);
    scratch[place] = record.x;
    scratch[place + 1u] = record.y;
    scratch[place + 2u] = position;
  }
}

// The catalogue by trie position: IDs, residuals, popularity, what is allowed, and the discount. Not a kernel.

const CATALOGUE = 3u;  // words in front of the tables
fn items() -> u32 { return catalogue[0]; }
// What the dense head adds to an item that the page has added.
fn lift_of(item: u32) -> f32 { return select(0.0, bitcast<f32>(catalogue[2]), item >= catalogue[1]); }
fn id_at(position: u32) -> u32 { return catalogue[CATALOGUE + position]; }
fn code_at(id: u32, level: u32) -> u32 { return (id >> (8u * (LEVELS - level))) & 255u; }
fn item_at(position: u32) -> u32 { return catalogue[CATALOGUE + items() + position]; }
fn log_popularity(position: u32) -> f32 { return bitcast<f32>(catalogue[CATALOGUE + 2u * items() + position]); }
// The position whose log P counts for the item at a position: its own, or of a new item a known one's.
fn scored_as(position: u32) -> u32 { return catalogue[CATALOGUE + 3u * items() + position]; }
fn residual_words() -> u32 { return (RESIDUAL + 3u) / 4u; }
fn residual_at(position: u32) -> u32 { return CATALOGUE + 4u * items() + position * residual_words(); }
fn residual_step(position: u32, r: u32) -> f32 {
  return f32(bitcast<i32>(catalogue[residual_at(position) + r / 4u] << (24u - 8u * (r % 4u))) >> 24u);
}

// Excluded positions below `position`.
fn excluded_before(job: u32, position: u32) -> u32 {
  let first = word(job, JOB_EXCLUDED_AT);
  var lo = 0u;
  var hi = word(job, JOB_EXCLUDED);
  while (lo < hi) {
    let middle = (lo + hi) / 2u;
    if (jobs[first + middle] < position) { lo = middle + 1u; } else { hi = middle; }
  }
  return lo;
}

// How many items of the positions [lo, hi) are allowed.
fn allowed(job: u32, lo: u32, hi: u32) -> u32 {
  let rule = word(job, JOB_RULE_AT);
  return rules[rule + hi] - rules[rule + lo] - (excluded_before(job, hi) - excluded_before(job, lo));
}

// First position in [lo, hi), a range of one prefix, whose code at `level` is at least `code`.
fn lower_bound(start: u32, end: u32, level: u32, code: u32) -> u32 {
  var lo = start;
  var hi = end;
  while (lo < hi) {
    let middle = (lo + hi) / 2u;
    if (code_at(id_at(middle), level) < code) { lo = middle + 1u; } else { hi = middle; }
  }
  return lo;
}

// log(Σ w^(1−γ) / Σ w) of the positions [lo, hi): core/discount.ts. A sum is high and low part, so that a small
// range of a large catalogue keeps its digits.
fn potential(job: u32, lo: u32, hi: u32) -> f32 {
  let first = word(job, JOB_DISCOUNT_AT);
  if (first == NONE) { return 0.0; }
  if (hi - lo == 1u) { return -number(job, JOB_GAMMA) * log_popularity(lo); }
  let a = first + 4u * lo;
  let b = first + 4u * hi;
  let plain = (discounts[b] - discounts[a]) + (discounts[b + 1u] - discounts[a + 1u]);
  let damped = (discounts[b + 2u] - discounts[a + 2u]) + (discounts[b + 3u] - discounts[a + 3u]);
  return log(damped / plain);
}

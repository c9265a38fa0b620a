// Order among scored things: higher score, then the lower tie. The thing at a rank, by radix selection: eight passes of
// a histogram over records (key, tie, …) in `scratch`, whatever their number. Not a kernel.

// Ascends with the score; 0 stands for "nothing here".
fn key_of(score: f32) -> u32 {
  let bits = bitcast<u32>(score);
  return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

fn before(a: vec2<u32>, b: vec2<u32>) -> bool { return a.x > b.x || (a.x == b.x && a.y > b.y); }

var<workgroup> histogram: array<atomic<u32>, 256>;
var<workgroup> sixteens: array<u32, 16>;
var<workgroup> chosen: u32;
var<workgroup> left: u32;

// The (key, ~tie) that exactly `rank` records stand before; (0, 0) where there are not so many.
// Records of `stride` words from word `first`, the second of them ~tie.
fn at_rank(first: u32, stride: u32, count: u32, rank: u32, lane: u32) -> vec2<u32> {
  var found = vec2<u32>(0u);
  var wanted = rank;
  for (var round = 0u; round < 8u; round++) {
    let shift = 24u - 8u * (round % 4u);
    atomicStore(&histogram[lane], 0u);
    if (lane == 0u) { chosen = THREADS; }
    workgroupBarrier();
    for (var i = lane; i < count; i += THREADS) {
      let record = vec2<u32>(scratch[first + i * stride], scratch[first + i * stride + 1u]);
      var own = record.x;
      var same = record.x != 0u;
      if (round >= 4u) {
        own = record.y;
        same = same && record.x == found.x;
      }
      // What earlier passes have settled must agree.
      let settled = select(found.x, found.y, round >= 4u);
      if (round % 4u != 0u) { same = same && (own >> (shift + 8u)) == (settled >> (shift + 8u)); }
      if (same) { atomicAdd(&histogram[(own >> shift) & 255u], 1u); }
    }
    workgroupBarrier();
    // What stands in higher bins: first by sixteens, then one by one.
    if (lane < 16u) {
      var sum = 0u;
      for (var bin = 16u * lane; bin < 16u * lane + 16u; bin++) { sum += atomicLoad(&histogram[bin]); }
      sixteens[lane] = sum;
    }
    workgroupBarrier();
    var above = 0u;
    for (var other = lane / 16u + 1u; other < 16u; other++) { above += sixteens[other]; }
    for (var bin = lane + 1u; bin % 16u != 0u; bin++) { above += atomicLoad(&histogram[bin]); }
    if (above <= wanted && wanted < above + atomicLoad(&histogram[lane])) {
      chosen = lane;
      left = wanted - above;
    }
    let digit = workgroupUniformLoad(&chosen);
    if (digit == THREADS) { return vec2<u32>(0u); }
    wanted = workgroupUniformLoad(&left);
    if (round < 4u) { found.x |= digit << shift; } else { found.y |= digit << shift; }
  }
  return found;
}

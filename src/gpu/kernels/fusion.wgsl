// fusion: features of items → semantic IDs before unique assignment. A workgroup is an item.
// Dispatch (items). `jobs` holds the inputs as floats: text (A), image (B), present (2) an item, a missing modality given
// as its stand-in. `weights` has, for the groups shared, text, image: the gate, then up and down of each expert; `floats`
// begins with the codebooks (L, V, F). Writes an item's codes (L) and squared distances at the last level (V).
// Formula: docs/bundle-format.md, fusion.onnx. Twin: core/network/fusion-network.ts. D is F here.

override TEXT: u32;   // A
override IMAGE: u32;  // B

var<workgroup> features: array<f32, TEXT + IMAGE + 2u>;
var<workgroup> shares: array<f32, 256>;
var<workgroup> nearest: atomic<u32>;

// x += share of every expert of the group whose gate is entry e; returns the entry after it.
fn add_group(e: u32, first: u32, width: u32, weight: f32, lane: u32) -> u32 {
  let experts = entry(e, 2u);
  for (var i = lane; i < width; i += THREADS) { input[i] = features[first + i]; }
  workgroupBarrier();
  linear(e, lane);
  if (lane == 0u) {
    var peak = -1e30;
    for (var k = 0u; k < experts; k++) { peak = max(peak, output[k]); }
    var sum = 0.0;
    for (var k = 0u; k < experts; k++) { sum += exp(output[k] - peak); }
    for (var k = 0u; k < experts; k++) { shares[k] = exp(output[k] - peak) / sum; }
  }
  workgroupBarrier();
  for (var k = 0u; k < experts; k++) {
    for (var i = lane; i < width; i += THREADS) { input[i] = features[first + i]; }
    workgroupBarrier();
    linear(e + 1u + 2u * k, lane);
    rectify(entry(e + 1u + 2u * k, 2u), lane);
    linear(e + 2u + 2u * k, lane);
    for (var d = lane; d < DIMENSION; d += THREADS) { x[d] += weight * shares[k] * output[d]; }
    workgroupBarrier();
  }
  return e + 1u + 2u * experts;
}

fn kernel(group: vec3<u32>, lane: u32) {
  let width = TEXT + IMAGE + 2u;
  for (var i = lane; i < width; i += THREADS) { features[i] = bitcast<f32>(jobs[group.x * width + i]); }
  for (var d = lane; d < DIMENSION; d += THREADS) { x[d] = 0.0; }
  workgroupBarrier();
  let text = add_group(0u, 0u, width, 1.0, lane);
  let image = add_group(text, 0u, TEXT, features[TEXT + IMAGE], lane);
  _ = add_group(image, TEXT, IMAGE, features[TEXT + IMAGE + 1u], lane);
  let both = moments(lane);
  for (var d = lane; d < DIMENSION; d += THREADS) { x[d] = (x[d] - both.x) * both.y; }
  workgroupBarrier();
  let result = group.x * (LEVELS + CODES);
  for (var level = 0u; level < LEVELS; level++) {
    if (lane == 0u) { atomicStore(&nearest, CODES); }
    let row = (level * CODES + lane) * DIMENSION;
    var distance = 1e30;
    if (lane < CODES) {
      distance = 0.0;
      for (var d = 0u; d < DIMENSION; d++) {
        let apart = x[d] - floats[row + d];
        distance += apart * apart;
      }
      store(result + LEVELS + lane, distance);
    }
    let least = -largest_of_all(-distance, lane);
    // The lower code of equals.
    if (distance == least) { atomicMin(&nearest, lane); }
    workgroupBarrier();
    let code = atomicLoad(&nearest);
    if (lane == 0u) { scratch[result + level] = code; }
    for (var d = lane; d < DIMENSION; d += THREADS) { x[d] -= floats[(level * CODES + code) * DIMENSION + d]; }
    workgroupBarrier();
  }
}

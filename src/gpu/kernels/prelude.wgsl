// What all kernels share: the seven buffers, the sizes, and arithmetic inside one workgroup of 256.
// Not a kernel. In front of it stand one of reduce.wgsl and reduce-subgroups.wgsl, and the constants JOB_* of `job.ts`,
// the words of a job's header.
//
// Buffers
//   weights   int8 matrices, four columns a word, rows padded to whole words; before them the directory
//   floats    scales, biases, LayerNorm parameters, role embeddings
//   catalogue N, the first item that is lifted, by how much; then by trie position: packed ID, item, log(popularity + 1), the position whose log P counts, residual (four steps a word)
//   rules     prefix sums of base rules, (N + 1) each
//   discounts prefix sums of popularity and damped popularity, (N + 1, 4) each: two numbers a sum, high and low part
//   jobs      headers, then what they point to
//   scratch   everything that is computed; floats are kept as bits

@group(0) @binding(0) var<storage, read> weights: array<u32>;
@group(0) @binding(1) var<storage, read> floats: array<f32>;
@group(0) @binding(2) var<storage, read> catalogue: array<u32>;
@group(0) @binding(3) var<storage, read> rules: array<u32>;
@group(0) @binding(4) var<storage, read> discounts: array<f32>;
@group(0) @binding(5) var<storage, read> jobs: array<u32>;
@group(0) @binding(6) var<storage, read_write> scratch: array<u32>;

override DIMENSION: u32;   // D
override HEADS: u32;
override LAYERS: u32;
override HIDDEN: u32;      // H
override RESIDUAL: u32;    // R
override CODES: u32;       // V ≤ 256
override LEVELS: u32;      // L
override WIDEST: u32;      // of every vector that passes through `linear`
override BEAMS: u32;       // W
override DEPTH: u32;       // records of a beam's list
override EXTRA: u32;       // K, candidates of the dense head

const NONE = 0xffffffffu;
const LIST_WORDS = 5u;     // of a record of a level's list: key, tie, lo, hi, log P

var<workgroup> x: array<f32, DIMENSION>;
var<workgroup> input: array<f32, WIDEST>;
var<workgroup> output: array<f32, WIDEST>;
var<workgroup> pieces: array<vec4<f32>, 256>;

fn word(job: u32, field: u32) -> u32 { return jobs[job * JOB_WORDS + field]; }
fn number(job: u32, field: u32) -> f32 { return bitcast<f32>(word(job, field)); }
fn load(at: u32) -> f32 { return bitcast<f32>(scratch[at]); }
fn store(at: u32, value: f32) { scratch[at] = bitcast<u32>(value); }

// The directory: entry e of `weights` is (first word, inputs, outputs, scales, bias) of a matrix. Order: model-weights.ts.
const ENTRY_WORDS = 5u;
fn entry(e: u32, part: u32) -> u32 { return weights[e * ENTRY_WORDS + part]; }
fn layer_entry(layer: u32, part: u32) -> u32 { return (layer - 1u) * 6u + part; }   // query key value output up down
fn dense_entry() -> u32 { return LAYERS * 6u; }
fn tower_entry(level: u32) -> u32 { return dense_entry() + level; }                 // L tables, then the projection
fn projection_entry() -> u32 { return dense_entry() + LEVELS + 1u; }
// Per level: state, code, then the tables of the prefix codes.
fn level_entry(level: u32) -> u32 {
  return projection_entry() + 1u + (level - 1u) * 2u + ((level - 1u) * (level - 2u)) / 2u;
}
// LayerNorm parameters: (weight, bias) of norm1, norm2 a layer, then of the last norm; then the roles.
fn norm_at(norm: u32) -> u32 { return norm * 2u * DIMENSION; }
fn role_at(role: u32) -> u32 { return norm_at(2u * LAYERS + 1u) + role * DIMENSION; }

// Four int8 of a word as floats.
fn steps(word: u32) -> vec4<f32> {
  let bytes = vec4<u32>(word << 24u, word << 16u, word << 8u, word);
  return vec4<f32>(bitcast<vec4<i32>>(bytes) >> vec4<u32>(24u));
}

// One int8 of a row that starts at word `row`.
fn step_at(row: u32, column: u32) -> f32 {
  return f32(bitcast<i32>(weights[row + column / 4u] << (24u - 8u * (column % 4u))) >> 24u);
}

// The first word of a row of a table, and what a step of it is worth.
fn table_row(e: u32, row: u32) -> u32 { return entry(e, 0u) + row * ((entry(e, 2u) + 3u) / 4u); }
fn table_scale(e: u32, row: u32) -> f32 { return floats[entry(e, 3u) + row]; }

// (mean of x, 1 / √(variance + 1e-5)).
fn moments(lane: u32) -> vec2<f32> {
  var own = 0.0;
  for (var d = lane; d < DIMENSION; d += THREADS) { own += x[d]; }
  let mean = sum_of_all(own, lane) / f32(DIMENSION);
  own = 0.0;
  for (var d = lane; d < DIMENSION; d += THREADS) { own += (x[d] - mean) * (x[d] - mean); }
  return vec2<f32>(mean, inverseSqrt(sum_of_all(own, lane) / f32(DIMENSION) + 1e-5));
}

// input (D) = LayerNorm(x); x stays.
fn normalise(norm: u32, lane: u32) {
  let both = moments(lane);
  let at = norm_at(norm);
  for (var d = lane; d < DIMENSION; d += THREADS) {
    input[d] = (x[d] - both.x) * both.y * floats[at + d] + floats[at + DIMENSION + d];
  }
  workgroupBarrier();
}

// output = input · W + b. Threads are (slice of the inputs) × (four columns); slices are added up at the end.
fn linear(e: u32, lane: u32) {
  let first = entry(e, 0u);
  let inputs = entry(e, 1u);
  let outputs = entry(e, 2u);
  let scales = entry(e, 3u);
  let biases = entry(e, 4u);
  let groups = (outputs + 3u) / 4u;
  for (var base = 0u; base < groups; base += THREADS) {
    let here = min(groups - base, THREADS);
    let slices = THREADS / here;
    let group = lane % here;
    let slice = lane / here;
    var sum = vec4<f32>(0.0);
    if (slice < slices) {
      for (var k = slice; k < inputs; k += slices) {
        sum += input[k] * steps(weights[first + k * groups + base + group]);
      }
    }
    pieces[lane] = sum;
    workgroupBarrier();
    if (lane < here) {
      for (var other = 1u; other < slices; other++) { sum += pieces[other * here + lane]; }
      for (var i = 0u; i < 4u; i++) {
        let column = 4u * (base + lane) + i;
        if (column < outputs) { output[column] = sum[i] * floats[scales + column] + floats[biases + column]; }
      }
    }
    workgroupBarrier();
  }
}

// input = relu(output), `width` numbers.
fn rectify(width: u32, lane: u32) {
  for (var i = lane; i < width; i += THREADS) { input[i] = max(output[i], 0.0); }
  workgroupBarrier();
}

// x += output.
fn add_to_x(lane: u32) {
  for (var d = lane; d < DIMENSION; d += THREADS) { x[d] += output[d]; }
  workgroupBarrier();
}

fn store_output(at: u32, width: u32, lane: u32) {
  for (var i = lane; i < width; i += THREADS) { store(at + i, output[i]); }
}

// Where queries (part 0), keys (1) and values (2) in front of `layer` lie, (T, D) each: two sets in turn, since a
// layer reads all rows of one while it writes rows of the other.
fn projected_at(job: u32, layer: u32, part: u32) -> u32 {
  return word(job, JOB_PROJECTIONS_AT) + ((layer % 2u) * 3u + part) * word(job, JOB_ROWS) * DIMENSION;
}

// One row through a layer: attention over all rows, its output projection, the feed-forward network. Not a kernel.

const TILE = 64u;

var<workgroup> scores: array<f32, TILE * HEADS>;
var<workgroup> peaks: array<f32, HEADS>;
var<workgroup> sums: array<f32, HEADS>;
var<workgroup> shrinks: array<f32, HEADS>;

// The first layer's mask: a row sees itself, item rows see history, row 0 the basket where there is one.
fn sees(job: u32, layer: u32, row: u32, other: u32) -> bool {
  if (layer > 1u || row == other) { return true; }
  let history = word(job, JOB_HISTORY_ROW);
  if (row == 0u && history > 1u) { return other >= 1u && other < history; }
  return other >= history;
}

// input (D) = softmax(q · k / √width + mask) · v, head by head, in tiles of keys with a running maximum.
fn attend(job: u32, layer: u32, row: u32, lane: u32) {
  let rows = word(job, JOB_ROWS);
  let width = DIMENSION / HEADS;
  let factor = inverseSqrt(f32(width));
  let keys = projected_at(job, layer, 1u);
  let values = projected_at(job, layer, 2u);
  let query = projected_at(job, layer, 0u) + row * DIMENSION;
  for (var d = lane; d < DIMENSION; d += THREADS) { input[d] = load(query + d); }
  if (lane < HEADS) {
    peaks[lane] = -1e30;
    sums[lane] = 0.0;
  }
  // A thread adds up one column over a slice of the keys.
  let slices = THREADS / DIMENSION;
  let column = lane % DIMENSION;
  let slice = lane / DIMENSION;
  var total = 0.0;
  workgroupBarrier();
  for (var start = 0u; start < rows; start += TILE) {
    for (var i = lane; i < HEADS * TILE; i += THREADS) {
      let head = i / TILE;
      let other = start + i % TILE;
      var score = -1e30;
      if (other < rows && sees(job, layer, row, other)) {
        score = 0.0;
        for (var d = head * width; d < (head + 1u) * width; d++) {
          score += input[d] * load(keys + other * DIMENSION + d);
        }
        score *= factor;
      }
      scores[i] = score;
    }
    workgroupBarrier();
    if (lane < HEADS) {
      var peak = peaks[lane];
      for (var i = 0u; i < TILE; i++) { peak = max(peak, scores[lane * TILE + i]); }
      shrinks[lane] = exp(peaks[lane] - peak);
      peaks[lane] = peak;
    }
    workgroupBarrier();
    for (var i = lane; i < HEADS * TILE; i += THREADS) {
      // A blocked key of a tile without any other must not count either.
      scores[i] = select(0.0, exp(scores[i] - peaks[i / TILE]), scores[i] > -1e29);
    }
    workgroupBarrier();
    if (lane < HEADS) {
      var sum = sums[lane] * shrinks[lane];
      for (var i = 0u; i < TILE; i++) { sum += scores[lane * TILE + i]; }
      sums[lane] = sum;
    }
    if (slice < slices) {
      let head = column / width;
      total *= shrinks[head];
      for (var i = slice; i < min(TILE, rows - start); i += slices) {
        total += scores[head * TILE + i] * load(values + (start + i) * DIMENSION + column);
      }
    }
    workgroupBarrier();
  }
  lanes[lane] = total;
  workgroupBarrier();
  if (slice == 0u) {
    for (var other = 1u; other < slices; other++) { total += lanes[other * DIMENSION + column]; }
    input[column] = total / sums[column / width];
  }
  workgroupBarrier();
}

// x = the row after the layer.
fn through_layer(job: u32, layer: u32, row: u32, lane: u32) {
  attend(job, layer, row, lane);
  linear(layer_entry(layer, 3u), lane);
  let at = word(job, JOB_X_AT) + row * DIMENSION;
  for (var d = lane; d < DIMENSION; d += THREADS) { x[d] = load(at + d) + output[d]; }
  workgroupBarrier();
  normalise(2u * (layer - 1u) + 1u, lane);
  linear(layer_entry(layer, 4u), lane);
  rectify(entry(layer_entry(layer, 4u), 2u), lane);
  linear(layer_entry(layer, 5u), lane);
  add_to_x(lane);
}

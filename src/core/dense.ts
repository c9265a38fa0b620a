/**
 * The dense head's exact scan: the query against every item vector, as log-probabilities over the catalogue.
 * Masks come later: the softmax is over all items.
 */

/** (N) log-softmax of query (D) · vectors (N, D). */
export function denseLogProbs(query: Float32Array, vectors: Float32Array): Float64Array {
  const dimension = query.length;
  const count = vectors.length / dimension;
  const scores = new Float64Array(count);
  let largest = -Infinity;
  for (let item = 0, at = 0; item < count; item++, at += dimension) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < dimension; i += 4) {
      a += query[i] * vectors[at + i];
      b += query[i + 1] * vectors[at + i + 1];
      c += query[i + 2] * vectors[at + i + 2];
      d += query[i + 3] * vectors[at + i + 3];
    }
    for (; i < dimension; i++) a += query[i] * vectors[at + i];
    const score = a + b + (c + d);
    scores[item] = score;
    if (score > largest) largest = score;
  }
  let sum = 0;
  for (let item = 0; item < count; item++) sum += Math.exp(scores[item] - largest);
  const shift = largest + Math.log(sum);
  for (let item = 0; item < count; item++) scores[item] -= shift;
  return scores;
}

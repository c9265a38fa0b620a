/**
 * The k best of n scored things in a total order: higher score first, then the lower tie-breaker.
 * A bounded heap: cost n · log k, no sort of everything.
 */

/** Indices into `scores`, best first. `ties`: what decides between equal scores, all different. */
export function topK(
  scores: ArrayLike<number>,
  ties: ArrayLike<number>,
  count: number,
  k: number,
): Int32Array {
  const size = Math.min(k, count);
  // Worst of the kept on top.
  const heap = new Int32Array(size);
  const worse = (a: number, b: number): boolean =>
    scores[a] < scores[b] || (scores[a] === scores[b] && ties[a] > ties[b]);

  const siftDown = (start: number, end: number): void => {
    let parent = start;
    const value = heap[start];
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= end) break;
      if (child + 1 < end && worse(heap[child + 1], heap[child])) child++;
      if (!worse(heap[child], value)) break;
      heap[parent] = heap[child];
      parent = child;
    }
    heap[parent] = value;
  };

  for (let i = 0; i < size; i++) heap[i] = i;
  for (let i = (size >>> 1) - 1; i >= 0; i--) siftDown(i, size);
  if (size > 0) {
    for (let i = size; i < count; i++) {
      if (worse(heap[0], i)) {
        heap[0] = i;
        siftDown(0, size);
      }
    }
  }
  // Taking the worst away again and again leaves the best in front.
  for (let end = size - 1; end > 0; end--) {
    const worst = heap[0];
    heap[0] = heap[end];
    heap[end] = worst;
    siftDown(0, end);
  }
  return heap;
}

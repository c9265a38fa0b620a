/**
 * The k best of n scored things in a total order: higher score first, then the lower tie-breaker.
 * A bounded heap: cost n · log k, no sort of everything. One type of array each, or the engine's compiler gives up on it.
 */

/**
 * Indices into `scores`, best first. `ties`: what decides between equal scores, all different; the index where absent.
 * `accepts` is asked only about those that would be kept, since a mask costs more than a comparison.
 */
export function topK(
  scores: Float64Array,
  ties: Int32Array | undefined,
  count: number,
  k: number,
  accepts?: (index: number) => boolean,
): Int32Array {
  // Worst of the kept on top.
  const heap = new Int32Array(Math.min(k, count));
  let size = 0;
  const worse = (a: number, b: number): boolean =>
    scores[a] < scores[b] ||
    (scores[a] === scores[b] && (ties === undefined ? a > b : ties[a] > ties[b]));

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

  for (let i = 0; i < count && heap.length > 0; i++) {
    if (size === heap.length && !worse(heap[0], i)) continue;
    if (accepts !== undefined && !accepts(i)) continue;
    if (size < heap.length) {
      heap[size++] = i;
      // Full: from here on it is a heap.
      if (size === heap.length) {
        for (let parent = (size >>> 1) - 1; parent >= 0; parent--) siftDown(parent, size);
      }
    } else {
      heap[0] = i;
      siftDown(0, size);
    }
  }
  if (size < heap.length) {
    for (let parent = (size >>> 1) - 1; parent >= 0; parent--) siftDown(parent, size);
  }
  // Taking the worst away again and again leaves the best in front.
  for (let end = size - 1; end > 0; end--) {
    const worst = heap[0];
    heap[0] = heap[end];
    heap[end] = worst;
    siftDown(0, end);
  }
  return heap.subarray(0, size);
}

/**
 * One level's codebook laid out for people to look at: its codewords in a ring, like ones side by side. The ring is a short
 * round trip through all of them, shortened until no two stretches of it cross. Nothing is chosen by it.
 */

/** A change of the trip by less than this is rounding. */
const LEAST = 1e-9;

/** Codebook (V, F) → (V) where on the ring each code lies, from 0 to below 1. Code 0 is at 0. */
export function codebookRing(codebook: Float32Array, dimension: number): Float32Array {
  const distances = distancesOf(codebook, dimension);
  const trip = nearestFirst(distances);
  uncross(trip, distances);
  // A trip has no direction of its own.
  if (trip[1] > trip[trip.length - 1]) trip.reverse().unshift(trip.pop()!);
  const turns = new Float32Array(trip.length);
  trip.forEach((code, place) => (turns[code] = place / trip.length));
  return turns;
}

/** (V) of (V) */
function distancesOf(codebook: Float32Array, dimension: number): Float64Array[] {
  const size = codebook.length / dimension;
  const distances = Array.from({ length: size }, () => new Float64Array(size));
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < a; b++) {
      let squares = 0;
      for (let i = 0; i < dimension; i++) {
        squares += (codebook[a * dimension + i] - codebook[b * dimension + i]) ** 2;
      }
      distances[a][b] = distances[b][a] = Math.sqrt(squares);
    }
  }
  return distances;
}

/** From code 0 always to the nearest that is left, the lower of equals. */
function nearestFirst(distances: readonly Float64Array[]): number[] {
  const left = new Set(distances.keys());
  left.delete(0);
  const trip = [0];
  while (left.size > 0) {
    const from = distances[trip[trip.length - 1]];
    let nearest = -1;
    for (const code of left) if (nearest < 0 || from[code] < from[nearest]) nearest = code;
    trip.push(nearest);
    left.delete(nearest);
  }
  return trip;
}

/** Turns stretches of the trip around while that makes it shorter (2-opt). The first stays first. */
function uncross(trip: number[], distances: readonly Float64Array[]): void {
  const size = trip.length;
  for (let shorter = true; shorter;) {
    shorter = false;
    for (let i = 0; i < size - 1; i++) {
      for (let j = i + 2; j < size; j++) {
        const [a, b, c, d] = [trip[i], trip[i + 1], trip[j], trip[(j + 1) % size]];
        const gain = distances[a][b] + distances[c][d] - distances[a][c] - distances[b][d];
        if (gain <= LEAST) continue;
        shorter = true;
        for (let lo = i + 1, hi = j; lo < hi; lo++, hi--) {
          [trip[lo], trip[hi]] = [trip[hi], trip[lo]];
        }
      }
    }
  }
}

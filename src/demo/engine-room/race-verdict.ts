/** What a race comes to: whose lists agree, and where a time stands on the scale that all bars share. Pure; drawn by race-section.ts. */

/** Places at which two lists differ; of the longer one's. */
export function placesThatDiffer(a: readonly string[], b: readonly string[]): number {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.filter((id, place) => id !== shorter[place]).length;
}

/** From the first line of the scale; a bar has no end where nothing is. */
const LEAST_MS = 0.1;
/** The scale reaches at least this far, so that it stands still while fast lanes race. */
const REACH_MS = 100;

/** The lines of the scale in ms, each ten times the one before, as far as the longest of `times` needs. */
export function scaleLines(times: readonly number[]): number[] {
  const most = Math.max(REACH_MS, ...times);
  const lines: number[] = [];
  for (let power = Math.log10(LEAST_MS); ; power++) {
    // A power of ten of an integer is exact; a product of tenths is not.
    lines.push(10 ** power);
    if (10 ** power >= most) return lines;
  }
}

/** 0 at the first line, 1 at the last. */
export function placeOnScale(ms: number, lines: readonly number[]): number {
  const from = Math.log10(lines[0]);
  const share = (Math.log10(Math.max(ms, lines[0])) - from) / (Math.log10(lines.at(-1)!) - from);
  return Math.min(1, share);
}

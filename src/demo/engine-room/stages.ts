/** The stages of one call, in order, as they share out its time. Not their drawing: flame.ts lays them out. */
import type { Timings } from '../../contract/recommend';

export interface Stage {
  /** Its colour in room-sections.css hangs on it. */
  readonly key: 'queue' | 'encode' | 'decode' | 'blend' | 'rest';
  readonly name: string;
  readonly meaning: string;
  readonly ms: number;
}

/** They add up to the total: what no stage has measured is the rest, which no clock makes less than nothing. */
export function stagesOf({ queueMs, encodeMs, decodeMs, blendMs, totalMs }: Timings): Stage[] {
  const rest = Math.max(0, totalMs - queueMs - encodeMs - decodeMs - blendMs);
  return [
    { key: 'queue', name: 'Queue', meaning: 'waits for the call before it', ms: queueMs },
    { key: 'encode', name: 'Encode', meaning: 'reads visits and basket', ms: encodeMs },
    { key: 'decode', name: 'Decode', meaning: 'searches, code by code', ms: decodeMs },
    { key: 'blend', name: 'Blend', meaning: 'adds what sells together', ms: blendMs },
    { key: 'rest', name: 'Rest', meaning: 'stock, filters, titles', ms: rest },
  ];
}

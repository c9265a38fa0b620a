/**
 * The fixture bundle, in a browser, as if one of its modalities had come from an encoder: a whitening is added to it, and the
 * encoder's files where it carries them. For tests.
 */
import { digestHex } from '../../bundle/integrity';
import type { Modality } from '../../bundle/manifest';
import type { Source } from '../../bundle/sources';
import { Engine, type EngineOptions } from '../engine';
import type { Manifest, OwnImageEncoder, OwnTextEncoder } from '../../contract/bundle';

export interface WhiteningArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export async function fixtureWithEncoder(
  modality: Modality,
  encoder: string | OwnTextEncoder | OwnImageEncoder,
  arrays: Readonly<Record<string, WhiteningArray>>,
  /** Addresses of the encoder's files, by name. */
  carried: Readonly<Record<string, string>> = {},
): Promise<Source> {
  const all = Object.entries(arrays);
  const numbers = Float32Array.from(all.flatMap(([, { values }]) => [...values]));
  const sha256 = await digestHex(new Uint8Array(numbers.buffer));
  let offset = 0;
  const specs = all.map(([name, { shape, values }]) => {
    const spec = { dtype: 'float32', shape, offset };
    offset += values.byteLength;
    return [name, spec] as const;
  });
  const file = `whitening_${modality}.bin`;
  const spec = { role: 'encoding', bytes: offset, sha256, arrays: Object.fromEntries(specs) };
  const own = await Promise.all(
    Object.entries(carried).map(async ([name, address]) => {
      const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
      const entry = { role: 'encoder', bytes: bytes.length, sha256: await digestHex(bytes) };
      return [name, { bytes, entry }] as const;
    }),
  );
  return async (url, options) => {
    if (url.endsWith(file)) return new Response(numbers);
    const found = own.find(([name]) => url.endsWith(`/fixture/${name}`));
    if (found !== undefined) return new Response(found[1].bytes.slice());
    const response = await fetch(url, options);
    if (!url.endsWith('/fixture/manifest.json')) return response;
    const manifest = (await response.json()) as Manifest;
    const entries = own.map(([name, { entry }]) => [name, entry] as const);
    const files = { ...manifest.files, [file]: spec, ...Object.fromEntries(entries) };
    return Response.json({ ...manifest, files, encoders: { [modality]: encoder } });
  };
}

/** An engine of that fixture, with no folder of encoders beside it; addresses that it asks for are added to `asked`. */
export function openCarrying(
  source: Source,
  asked: string[],
  changes: Partial<EngineOptions> = {},
): Promise<Engine> {
  const at = (path: string): string => new URL(path, location.href).href;
  return Engine.open({
    bundle: at('/models/fixture/'),
    encoders: at('/models/nothing/'),
    executor: 'js',
    source: (url, init) => {
      asked.push(url);
      return source(url, init);
    },
    ...changes,
  });
}

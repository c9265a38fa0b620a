/** Pictures in the engine, with the encoder that ships: items that are only seen, searches, and what is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Source } from '../bundle/sources';
import type { NewItem, Picture } from '../contract/recommend';
import { madeUpPicture } from '../encoders/testing/made-up-picture';
import { Engine } from './engine';
import { codeOf } from './testing/code-of';
import { fixtureWithEncoder } from './testing/fixture-with-encoder';

const ALL = { kind: 'next', count: 500, perType: 0, now: Date.UTC(2024, 5, 1) } as const;

let engine: Engine;
beforeAll(async () => {
  engine = await open('/models/encoders/');
});
afterAll(() => engine.dispose());

async function open(encoders: string): Promise<Engine> {
  const at = (path: string): string => new URL(path, location.href).href;
  const where = { bundle: at('/models/fixture/'), encoders: at(encoders), page: location.href };
  return Engine.open({ ...where, executor: 'js', source: await withPictures() });
}

/** The fixture's pictures are made up, and so is the whitening that it is given here: an embedding's numbers, mixed. */
function withPictures(): Promise<Source> {
  const [size, width] = [1280, 64];
  const matrix = Float32Array.from({ length: size * width }, (_, i) => Math.sin(i * i) / 20);
  return fixtureWithEncoder('image', 'efficientnet-lite0', {
    mean: { shape: [size], values: new Float32Array(size) },
    matrix: { shape: [size, width], values: matrix },
  });
}

/** As a camera or a drawing pad gives it. */
async function png(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const pixels = new ImageData(new Uint8ClampedArray(madeUpPicture(width, height)), width, height);
  canvas.getContext('2d')!.putImageData(pixels, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

const refusalOf = (item: NewItem): Promise<unknown> => codeOf(engine.addItems([item]));

describe('an item that is seen', () => {
  test('gets an ID without a name, and is found by its picture from then on', async () => {
    const image = await png(320, 240);
    const [added] = await engine.addItems([{ id: 'seen', image }]);
    expect(added.codes).toHaveLength(3);
    expect(added.timings.imageMs).toBeGreaterThan(0);
    expect(added.timings.encodeMs).toBeGreaterThanOrEqual(added.timings.imageMs);
    const { items } = await engine.recommend(ALL);
    expect(items.map(({ id }) => id)).toContain('seen');
    const found = await engine.search({ image, count: 3 });
    expect(found.parts).toEqual(['picture']);
    expect(found.items[0].id).toBe('seen');
    expect(found.items[0].score).toBeCloseTo(1, 5);
  });

  test('is the same as pixels, as a bitmap and from an address', async () => {
    const image = await png(64, 64);
    const address = URL.createObjectURL(image);
    const bitmap = await createImageBitmap(image);
    const ways: (Picture | string)[] = [image, bitmap, address];
    const ids: string[] = [];
    for (const [i, way] of ways.entries()) {
      const [added] = await engine.addItems([{ id: `way ${i}`, image: way }]);
      ids.push(added.nearest.join(' '));
    }
    expect(new Set(ids).size).toBe(1);
    // The address is a column of the item too.
    const filter = { ids: ['way 2'] };
    const { items } = await engine.recommend({ ...ALL, filter });
    expect(items[0].image).toBe(address);
    URL.revokeObjectURL(address);
    bitmap.close();
  });

  test('and named is both', async () => {
    const image = await png(100, 80);
    const [seen] = await engine.addItems([{ id: 'alone', image }]);
    const [both] = await engine.addItems([{ id: 'named', title: 'Whole milk', image }]);
    expect(both.neighbours).not.toEqual(seen.neighbours);
    const nonsense = await engine.addItems([{ id: 'odd', title: '🙃', image }]);
    expect(nonsense[0].nearest).toEqual(seen.nearest);
  });
});

describe('what is no picture', () => {
  const text = (content: string): Blob => new Blob([content], { type: 'image/jpeg' });
  const gone = (): string => {
    const address = URL.createObjectURL(text('x'));
    URL.revokeObjectURL(address);
    return address;
  };
  const cut = async (): Promise<Blob> => (await png(300, 300)).slice(0, 500);

  test.each<[string, string, () => Picture | string | Promise<Picture>]>([
    ['a text file that says it is a JPEG', 'picture/type', () => text('hello')],
    ['an SVG', 'picture/type', () => text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a file that ends too soon', 'picture/broken', cut],
    ['an address that is gone', 'picture/unreachable', gone],
    ['an address that is none', 'picture/unreachable', () => 'http://'],
    ['an address of another host', 'picture/unreachable', () => 'https://127.0.0.1:9/x.png'],
  ])('%s is refused as %s, and nothing is added', async (_, code, picture) => {
    const before = engine.info().items;
    expect(await refusalOf({ id: 'bad', image: await picture() })).toBe(code);
    expect(engine.info().items).toBe(before);
    // Its id is free, and the engine lives.
    expect(await refusalOf({ id: `good ${code} ${before}`, image: await png(20, 20) })).toBe(
      'nothing was refused',
    );
  });

  test('one bad picture of many adds none', async () => {
    const before = engine.info().items;
    const items = [
      { id: 'first', image: await png(30, 30) },
      { id: 'second', image: text('hello') },
    ];
    await expect(engine.addItems(items)).rejects.toMatchObject({ code: 'picture/type' });
    expect(engine.info().items).toBe(before);
  });
});

test('an encoder that cannot be had is said, and asked for anew', async () => {
  const lost = await open('/nowhere/');
  const image = await png(20, 20);
  for (let attempt = 0; attempt < 2; attempt++) {
    const adding = lost.addItems([{ id: 'a', image }]);
    await expect(adding).rejects.toThrow(
      `${location.origin}/nowhere/efficientnet-lite0/encoder.json answered 200 with an HTML page; host the encoder`,
    );
    expect(await codeOf(adding)).toBe('encoder/unavailable');
  }
  await lost.dispose();
});

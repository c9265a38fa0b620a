/** Deltas: an engine that is told what calls on another have changed is the same; the shop's own delta.json, and newer ones. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBundle, type Bundle } from '../bundle/bundle';
import { readDirectory } from '../bundle/read-directory';
import type { Source } from '../bundle/sources';
import { DELTA_FORMAT, type ChangedItem, type Delta } from '../contract/delta';
import type { NewItem, RecommendRequest } from '../contract/recommend';
import type { Engine } from './engine';
import { changed, FIXTURE, json, openFixture, withDelta } from './fixture';
import { twinsOf } from './testing/twins';

const NOW = Date.UTC(2024, 5, 1);
const REQUESTS: readonly RecommendRequest[] = [
  { kind: 'next', count: 40, history: ['milk-01', 'bread-02', 'new milk-02'], now: NOW },
  { kind: 'complements', count: 40, basket: ['milk-03', 'new bread-01'], now: NOW },
  { kind: 'similar', count: 40, item: 'apples-03', now: NOW },
  { kind: 'trending', count: 200, perType: 0, now: NOW },
];

let bundle: Bundle;
let twins: NewItem[];

beforeAll(async () => {
  bundle = await loadBundle(FIXTURE, { source: readDirectory });
  twins = await twinsOf(bundle, ['milk-02', 'bread-01', 'apples-00', 'milk-03']);
});

const ownOf = (engine: Engine): ChangedItem[] => engine.own.flatMap(([, item]) => item ?? []);
const deltaOf = (items: readonly ChangedItem[]): Delta => ({ format: DELTA_FORMAT, items });

async function listsOf(engine: Engine): Promise<string[][]> {
  // The first one of `similar` fetches the features that all others look at.
  await engine.recommend(REQUESTS[2]);
  await engine.settled();
  const lists = await Promise.all(
    REQUESTS.map(async (request) => (await engine.recommend(request)).items),
  );
  return lists.map((items) => items.map(({ id }) => id));
}

/** All that a page can see of a shop. */
async function seen(engine: Engine): Promise<unknown> {
  const { columns } = engine.catalogue();
  const ids = columns['id'].kind === 'text' ? columns['id'].values : [];
  return {
    items: engine.info().items,
    columns,
    codes: ids.map((id) => engine.describe(id).codes),
    added: (await engine.added()).map(({ timings: _, ...rest }) => rest),
    lists: await listsOf(engine),
  };
}

type Step = readonly ['add' | 'remove' | 'price' | 'type' | 'out' | 'in', number];

/** One call; what cannot be said of an item that is gone, or is there already, is refused and changes nothing. */
async function say(engine: Engine, [what, which]: Step): Promise<void> {
  const ids = ['milk-00', 'bread-01', 'milk-02', ...twins.map(({ id }) => id)];
  const id = ids[which % ids.length];
  const item = { ...twins[which % twins.length], id };
  const call = async (): Promise<unknown> => {
    if (what === 'add') return engine.addItems([item]);
    if (what === 'remove') return engine.removeItems([id]);
    if (what === 'price') engine.updateItems([{ id, price: which }]);
    if (what === 'type') engine.updateItems([{ id, type: 'bread', title: `Said ${which}` }]);
    if (what === 'out' || what === 'in') engine.setAvailable([id], what === 'in');
    return undefined;
  };
  await call().catch(() => undefined);
}

describe('an engine that is told what another was told', () => {
  it.each(['graph', 'js'] as const)('is the same, whatever was said: %s', async (executor) => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom('add', 'remove', 'price', 'type', 'out', 'in'), fc.nat({ max: 20 })),
      { maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (said) => {
        const engine = await openFixture(executor);
        for (const step of said) await say(engine, step);
        const own = JSON.parse(JSON.stringify(ownOf(engine))) as ChangedItem[];
        const other = await openFixture(executor, { own });
        expect(await seen(other)).toEqual(await seen(engine));
        expect(ownOf(other)).toEqual(own);
        // And so is one whose shop says it to everyone.
        const { added: _, ...shops } = (await seen(engine)) as { added: unknown };
        const source = withDelta(deltaOf(own));
        expect(await seen(await openFixture(executor, { source }))).toMatchObject(shops);
      }),
      { numRuns: executor === 'graph' ? 25 : 5 },
    );
  });

  it('proves its executors on the bundle’s own items, whatever their types are by now', async () => {
    const own = [{ id: 'milk-00', changed: { type: 'bread' } }];
    const engine = await openFixture('js', { own });
    expect(engine.info().failures).toEqual([]);
    const auto = await openFixture('auto');
    auto.updateItems([{ id: 'milk-00', type: 'bread' }]);
    expect((await auto.settled()).failures.map(({ executor }) => executor)).not.toContain('js');
  });

  it('asks for no file that lists do not need', async () => {
    const engine = await openFixture('graph');
    await engine.addItems(twins);
    const other = await openFixture('graph', { own: ownOf(engine) });
    const files = other.info().files.map(({ name }) => name);
    expect(files).not.toContain('features.bin');
    expect(files).not.toContain('fusion.onnx');
    expect((await other.added()).map(({ id }) => id)).toEqual(twins.map(({ id }) => id));
  });

  it('goes on with the next free ID', async () => {
    const engine = await openFixture('graph');
    await engine.addItems(twins);
    const other = await openFixture('graph', { own: ownOf(engine) });
    const next = [{ ...twins[0], id: 'one more' }];
    const [here, there] = [await engine.addItems(next), await other.addItems(next)];
    expect(there[0].codes).toEqual(here[0].codes);
  });
});

describe('what was said of an earlier bundle', () => {
  let own: ChangedItem[];
  beforeAll(async () => {
    const engine = await openFixture('graph');
    await engine.addItems([twins[0], { ...twins[1], id: 'apples-00x' }]);
    engine.updateItems([{ id: 'milk-00', price: 7 }]);
    await engine.removeItems(['milk-05']);
    own = ownOf(engine);
  });

  it('is dropped where the shop has such an item itself, or has none any more', async () => {
    const shops = { ...own[0], id: 'apples-00' };
    const gone = { id: 'gone', changed: { price: 1 } };
    const engine = await openFixture('graph', { own: [...own, shops, gone] });
    expect(engine.info().items).toBe(97);
    expect(ownOf(engine).map(({ id }) => id)).toEqual(own.map(({ id }) => id));
    const news = await engine.takeNews();
    expect(news).toEqual([['apples-00'], ['gone']]);
  });

  it('gets the nearest free ID where its own is taken', async () => {
    const source = withDelta(deltaOf([{ id: 'shop’s', added: own[0].added! }]));
    const engine = await openFixture('graph', { source, own });
    const [here] = await engine.added();
    expect(here.codes).not.toEqual(own[0].added!.codes);
    expect(here.codes.slice(0, 2)).toEqual(own[0].added!.codes.slice(0, 2));
    expect(engine.describe('shop’s').codes).toEqual(own[0].added!.codes);
    expect((await engine.takeNews()).map(([id]) => id)).toEqual([own[0].id]);
  });

  it('keeps its features where the tokenizer is the same, and has none where it cannot be read anew', async () => {
    const other = (basis: string): ChangedItem => ({
      ...own[0],
      added: { ...own[0].added!, basis },
    });
    const { basis } = own[0].added!;
    const tokenizer = basis.slice(-8);
    const same = await openFixture('graph', { own: [other(`0123abcd 0123abcd ${tokenizer}`)] });
    expect((await same.added())[0].codes).toEqual(own[0].added!.codes);
    expect(ownOf(same)[0].added!.basis).toBe(basis);
    const none = await openFixture('graph', { own: [other('0123abcd 0123abcd 0123abcd')] });
    expect(await none.added()).toEqual([]);
    expect(await none.takeNews()).toEqual([[own[0].id]]);
  });

  it('waits for a visit on which the files can be had', async () => {
    const away: Source = (url, options) =>
      url.endsWith('features.bin')
        ? Promise.reject(new Error('offline'))
        : readDirectory(url, options);
    const tokenizer = own[0].added!.basis.slice(-8);
    const added = { ...own[0].added!, basis: `0123abcd 0123abcd ${tokenizer}` };
    const engine = await openFixture('graph', { source: away, own: [{ ...own[0], added }] });
    expect(await engine.added()).toEqual([]);
    expect(await engine.takeNews()).toEqual([]);
  });
});

describe('forgetting', () => {
  it('gives the shop back as the bundle has it', async () => {
    const engine = await openFixture('js', { keep: true });
    const before = await seen(engine);
    await engine.addItems(twins);
    engine.updateItems([{ id: 'milk-00', type: 'bread' }]);
    await engine.removeItems(['milk-05', 'new milk-02']);
    await engine.forgetChanges();
    expect(await seen(engine)).toEqual(before);
    expect(ownOf(engine)).toEqual([]);
    const news = (await engine.takeNews()).slice(-5);
    expect(news.every(([, item]) => item === undefined)).toBe(true);
  });
});

describe('the shop’s delta', () => {
  let items: ChangedItem[];
  beforeAll(async () => {
    const engine = await openFixture('graph');
    await engine.addItems(twins);
    engine.setAvailable(['milk-00'], false);
    engine.updateItems([{ id: 'bread-00', price: 99 }]);
    await engine.removeItems(['milk-05']);
    items = ownOf(engine);
  });

  it('is there from the first list on, and is nothing that calls have said', async () => {
    const engine = await openFixture('graph', { source: withDelta(deltaOf(items)) });
    expect(engine.info()).toMatchObject({ items: 99, delta: { items: 7 } });
    expect(engine.own).toEqual([]);
    const { items: list } = await engine.recommend({ kind: 'next', count: 200, perType: 0 });
    const ids = list.map(({ id }) => id);
    expect(ids).toHaveLength(98);
    expect(ids).toContain('new milk-02');
    expect(ids).not.toContain('milk-05');
    expect(list.find(({ id }) => id === 'bread-00')).toMatchObject({ price: 99 });
    // Calls go over it.
    await engine.removeItems(['new milk-02']);
    expect(ownOf(engine)).toEqual([{ id: 'new milk-02', removed: true }]);
  });

  it('is not asked for where the manifest has none', async () => {
    const asked: string[] = [];
    const source: Source = (url, options) => {
      asked.push(url.slice(FIXTURE.length));
      return readDirectory(url, options);
    };
    const engine = await openFixture('graph', { source });
    expect(asked).not.toContain('delta.json');
    expect(engine.info().delta).toBeUndefined();
  });

  const odd = (change: (item: Record<string, never>) => unknown): unknown =>
    deltaOf([change(JSON.parse(JSON.stringify(items[0])) as never) as ChangedItem]);
  const bad: [string, () => Source, string, RegExp][] = [
    ['no JSON', () => changedDelta(() => new Uint8Array([123])), 'bundle/integrity', /bytes/],
    ['not there', () => changedDelta(() => null), 'bundle/not-found', /404/],
    [
      'of another format',
      () => withDelta({ format: 2, items: [] }),
      'bundle/malformed',
      /\$\.format/,
    ],
    [
      'twice of an item',
      () => withDelta(deltaOf([items[0], items[0]])),
      'bundle/malformed',
      /items\[1\]\.id/,
    ],
    [
      'of a column that cannot be',
      () => withDelta(deltaOf([{ id: 'milk-00', changed: { price: 'dear' } }])),
      'bundle/malformed',
      /changed\.price/,
    ],
    [
      'of kin the bundle does not have',
      () =>
        withDelta(
          odd(({ added, ...rest }) => ({
            ...rest,
            added: { ...(added as object), kin: { items: [96], likeness: [1] } },
          })),
        ),
      'bundle/integrity',
      /another bundle/,
    ],
    [
      'made for another bundle',
      () =>
        withDelta(
          odd(({ added, ...rest }) => ({
            ...rest,
            added: { ...(added as object), basis: '0123abcd 0123abcd 0123abcd' },
          })),
        ),
      'bundle/integrity',
      /another bundle/,
    ],
  ];
  const changedDelta = (change: () => Uint8Array | null): Source =>
    withDelta(deltaOf(items), { 'delta.json': change });

  it.each(bad)(
    'that is %s leaves the shop open, and says why',
    async (_, source, code, message) => {
      const engine = await openFixture('graph', { source: source() });
      expect(engine.info()).toMatchObject({ items: 96, delta: { items: 0, failure: { code } } });
      expect(engine.info().delta?.failure?.message).toMatch(message);
      await expect(engine.refresh()).rejects.toMatchObject({ code });
      expect((await engine.recommend({ kind: 'next', count: 5 })).items).toHaveLength(5);
    },
  );

  it('is exchanged for a newer one, with what calls have said over it', async () => {
    let source: Source = readDirectory;
    const moving: Source = (url, options) => source(url, options);
    const engine = await openFixture('js', { source: moving });
    await engine.addItems([
      { ...twins[0], title: 'Ours' },
      { ...twins[1], id: 'ours' },
    ]);
    engine.updateItems([{ id: 'milk-00', price: 5 }]);
    expect(await engine.refresh()).toEqual({
      added: [],
      removed: [],
      changed: [],
      outdated: false,
    });

    source = withDelta(deltaOf(items));
    const waiting = engine.recommend({ kind: 'next', count: 200, perType: 0, history: ['ours'] });
    expect(await engine.refresh()).toEqual({
      added: twins.map(({ id }) => id),
      removed: ['milk-05'],
      changed: ['milk-00', 'bread-00'],
      outdated: false,
    });
    expect((await waiting).ignored).toBe(0);
    // The shop's own item of that id is the one there is.
    expect(ownOf(engine).map(({ id }) => id)).toEqual(['ours', 'milk-00']);
    const fresh = await openFixture('js', { source, own: ownOf(engine) });
    expect(await seen(engine)).toEqual(await seen(fresh));

    source = withDelta(deltaOf(items.slice(1, 3)));
    expect(await engine.refresh()).toEqual({
      added: ['milk-05'],
      removed: [items[0].id, items[3].id],
      changed: ['milk-00', 'bread-00'],
      outdated: false,
    });
    source = readDirectory;
    await engine.refresh();
    expect(engine.info()).toMatchObject({ items: 97 });
    expect(await seen(engine)).toEqual(await seen(await openFixture('js', { own: ownOf(engine) })));

    source = changed({
      'manifest.json': json((value) => {
        const files = value['files'] as Record<string, { sha256: string }>;
        files['prior.bin'].sha256 = '0'.repeat(64);
        return value;
      }),
    });
    expect(await engine.refresh()).toMatchObject({ added: [], outdated: true });
    source = () => Promise.reject(new Error('offline'));
    await expect(engine.refresh()).rejects.toMatchObject({ code: 'bundle/unreachable' });
  });
});

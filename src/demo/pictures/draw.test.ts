import { readFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawProduct } from './draw';
import { ID_MARK, iconBody, type IconSprite } from './icon-sprite';
import { OWN_ICONS } from './own-icons/index';
import { lookOfMaker } from './palette';
import { AISLE_TINTS, PACKAGES, type PictureFields } from './product';

const SPRITE = JSON.parse(
  readFileSync(new URL('../../../public/grocery/icons.json', import.meta.url), 'utf8'),
) as IconSprite;

const PRODUCT: PictureFields = {
  id: 7,
  icon: 'red-apple',
  package: 'box',
  content: '',
  maker: 3,
  ownLabel: false,
  size: '12 oz',
  aisle: 'Pantry',
};

function draw(fields: Partial<PictureFields>): string {
  return drawProduct({ ...PRODUCT, ...fields }, SPRITE);
}

/** resvg refuses what is no XML, so a rendering is also a proof of being well formed. */
function pixels(svg: string): Uint8Array {
  return new Resvg(svg, {
    fitTo: { mode: 'width', value: 24 },
    font: { loadSystemFonts: false },
  }).render().pixels;
}

function idsOf(svg: string): string[] {
  return [...svg.matchAll(/\bid=["']([^"']+)["']/g)].map(([, id]) => id);
}

function referencesOf(svg: string): string[] {
  return [...svg.matchAll(/(?:url\(|href=["'])([^"')]*)/g)].map(([, target]) => target);
}

/** Any code units, lone surrogates and control characters included. */
const ANY_TEXT = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x7f })))
  .map((units) => String.fromCharCode(...units));

describe('drawProduct', () => {
  for (const name of [...PACKAGES, 'no such package']) {
    for (const ownLabel of [false, true]) {
      it(`draws a ${name}${ownLabel ? ' of our own' : ''} as one self-contained SVG`, () => {
        const svg = draw({ package: name, ownLabel, content: '#b3201b' });
        expect(pixels(svg).length).toBeGreaterThan(0);
        expect(svg).not.toMatch(/undefined|NaN|<script|\son\w+=/);
        const ids = idsOf(svg);
        expect(new Set(ids).size).toBe(ids.length);
        for (const target of referencesOf(svg)) expect(ids).toContain(target.replace(/^#/, ''));
      });
    }
  }

  it('gives two pictures no id in common, even with ids inside the icon', () => {
    const icon = Object.keys(SPRITE).find((name) => SPRITE[name].includes(ID_MARK))!;
    for (const name of PACKAGES) {
      const first = idsOf(draw({ package: name, icon, id: 'a b' }));
      const second = new Set(idsOf(draw({ package: name, icon, id: 'a-b' })));
      expect(first.filter((id) => second.has(id))).toEqual([]);
    }
  });

  it('is deterministic', () => {
    for (const name of PACKAGES) expect(draw({ package: name })).toBe(draw({ package: name }));
  });

  it('escapes whatever stands in the fields', () => {
    fc.assert(
      fc.property(ANY_TEXT, ANY_TEXT, fc.string(), (size, id, content) => {
        const svg = draw({ size, id, content, icon: id, package: size, aisle: content });
        expect(pixels(svg).length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
    const hostile = draw({
      size: `"><a&b>`,
      content: 'url(http://x)',
      id: '"/><script>alert(1)</script>',
    });
    expect(hostile).toContain('&quot;&gt;&lt;a&amp;b&gt;');
    expect(hostile).not.toMatch(/<script|http:\/\/x/);
  });

  it('prints the size where there is one and no empty pill where there is none', () => {
    expect(draw({})).toContain('>12 oz</text>');
    for (const name of PACKAGES) expect(draw({ package: name, size: ' ' })).not.toContain('<text');
  });

  it('shows the content through see-through packages only', () => {
    for (const name of ['jug', 'soda-bottle', 'bottle', 'jar', 'squeeze-bottle', 'pump'])
      expect(draw({ package: name, content: '#3b1f14' })).toContain('#3b1f14');
    expect(draw({ package: 'box', content: '#3b1f14' })).not.toContain('#3b1f14');
  });

  it('tints the tile by aisle, every aisle its own', () => {
    const tints = Object.values(AISLE_TINTS);
    expect(new Set(tints).size).toBe(16);
    expect(draw({ aisle: 'Frozen' })).toContain(AISLE_TINTS['Frozen']);
  });
});

describe('looks of makers', () => {
  it('gives the forty biggest makers pairs of their own', () => {
    const pairs = Array.from({ length: 40 }, (_, rank) => lookOfMaker(rank, false)).map(
      ({ main, accent }) => main + accent,
    );
    expect(new Set(pairs).size).toBe(40);
  });

  it('tells 3,200 makers apart by pair, pattern and glyph', () => {
    const looks = Array.from({ length: 3200 }, (_, rank) => lookOfMaker(rank, false)).map(
      ({ main, pattern, glyph }) => `${main} ${String(pattern)} ${String(glyph)}`,
    );
    expect(new Set(looks).size).toBe(3200);
  });

  it('draws our own label alike whoever made it, and unlike every maker', () => {
    expect(draw({ ownLabel: true, maker: 1 })).toBe(draw({ ownLabel: true, maker: 30 }));
    const house = lookOfMaker(0, true);
    for (let rank = 0; rank < 40; rank++)
      expect(lookOfMaker(rank, false).main).not.toBe(house.main);
  });

  it('takes a rank that is none for the biggest maker', () => {
    for (const maker of [-1, 0.5, Number.NaN, Infinity])
      expect(draw({ maker })).toBe(draw({ maker: 0 }));
  });
});

describe('icons', () => {
  it('has every one of our own in the sprite, and each can be rendered', () => {
    expect(OWN_ICONS.size).toBeGreaterThan(200);
    for (const name of OWN_ICONS.keys()) {
      expect(Object.hasOwn(SPRITE, name), name).toBe(true);
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${iconBody(SPRITE, name, 'p')}</svg>`;
      expect(
        pixels(svg).some((value) => value > 0),
        name,
      ).toBe(true);
    }
  });

  it('keeps our own icons inside their square', () => {
    for (const name of OWN_ICONS.keys()) {
      // Rendered with a margin of 2 units: nothing but a tip may reach the outermost unit.
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 36 36">${iconBody(SPRITE, name, 'p')}</svg>`;
      const side = 36;
      const data = new Resvg(svg, {
        fitTo: { mode: 'width', value: side },
        font: { loadSystemFonts: false },
      }).render().pixels;
      let outside = 0;
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++)
          if (
            (x < 1 || y < 1 || x >= side - 1 || y >= side - 1) &&
            data[(y * side + x) * 4 + 3] > 40
          )
            outside++;
      expect(outside, name).toBe(0);
    }
  });

  it('still draws a product whose icon nobody has', () => {
    expect(pixels(draw({ icon: 'no such icon' })).length).toBeGreaterThan(0);
    expect(draw({ icon: 'constructor' })).toBe(draw({ icon: 'no such icon' }));
  });
});

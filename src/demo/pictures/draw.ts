/**
 * One product as an SVG of 240 x 240 units: tile, shadow, package, print, light, label, size.
 * A pure function from catalogue fields to a string, the same in the page and in the trainer's
 * rasters. Not a place for shapes (silhouettes/) or colours (palette.ts).
 */
import { isColour } from './colour';
import { iconBody, type IconSprite } from './icon-sprite';
import { glyphBadge, houseBand, label, sizePill, type IconAt } from './label';
import { ellipse, group, opacity, path, rect, short } from './marks';
import { lookOfMaker, type Look } from './palette';
import { printOf } from './patterns';
import { AISLE_TINTS, type PictureFields } from './product';
import { silhouetteOf } from './silhouettes/index';
import type { Brush, Silhouette } from './silhouettes/silhouette';

const NEUTRAL_TINT = '#efece6';

/** Light falls from the upper left on everything. */
const LIGHT = {
  round:
    '<stop stop-color="#000" stop-opacity=".14"/><stop offset=".06" stop-color="#fff" stop-opacity=".06"/><stop offset=".2" stop-color="#fff" stop-opacity=".38"/><stop offset=".42" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#0a0a1e" stop-opacity=".3"/>',
  flat: '<stop stop-color="#fff" stop-opacity=".2"/><stop offset=".5" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#0a0a1e" stop-opacity=".16"/>',
};

/** Ids may hold anything in a catalogue; in an SVG id only letters, digits and dashes are safe. */
function idPrefix(id: string | number): string {
  return 'p' + String(id).replace(/[^a-zA-Z0-9]/g, (c) => `-${c.charCodeAt(0).toString(36)}-`);
}

function printedBody(shape: Silhouette, brush: Brush, body: string): string {
  const { look, prefix } = brush;
  const material = shape.material?.(brush);
  const fill = material ?? look.main;
  const rule = shape.holes ? ' clip-rule="evenodd"' : '';
  const fillRule = shape.holes ? 'fill-rule="evenodd"' : '';
  const inBand = material !== undefined && shape.band !== undefined;
  let print = printOf(look);
  if (look.own && shape.label !== undefined) print = houseBand(look, shape.label, shape.ownBand);
  if (inBand) {
    const { x, y, width, height } = shape.band;
    print =
      `<clipPath id="${prefix}b">${rect(x, y, width, height, 0, '#000')}</clipPath>` +
      group(rect(x, y, width, height, 0, look.main) + print, `clip-path="url(#${prefix}b)"`);
  } else if (material !== undefined) {
    print = '';
  }
  return (
    `<linearGradient id="${prefix}l"${shape.light === 'flat' ? ' x2=".8" y2="1"' : ''}>${LIGHT[shape.light ?? 'round']}</linearGradient>` +
    `<clipPath id="${prefix}c"><path d="${body}"${rule}/></clipPath>` +
    group(
      path(body, fill, fillRule) +
        print +
        (shape.inside?.(brush) ?? '') +
        path(body, `url(#${prefix}l)`, fillRule),
      `clip-path="url(#${prefix}c)"`,
    ) +
    path(body, 'none', `stroke="#2a2018" stroke-opacity=".2" stroke-width="1.2"`)
  );
}

function sticker(shape: Silhouette, look: Look, text: string): string {
  if (shape.sticker === undefined) return '';
  const { x, y, width, height } = shape.sticker;
  const head = short(height * 0.42);
  return (
    rect(x + 1, y + 2, width, height, 6, '#000', opacity(0.14)) +
    rect(x, y, width, height, 6, look.main) +
    path(
      `M${x} ${y + head}V${y + 6}q0-6 6-6H${x + width - 6}q6 0 6 6V${y + head}Z`,
      look.own ? look.deep : look.accent,
    ) +
    glyphBadge(look, x + 5, y + 5, 0.95) +
    (text.trim() === ''
      ? ''
      : sizePill({ text }, x + width / 2, short(y + (height + head) / 2), width - 6))
  );
}

/** The picture of a product. `sprite` holds the icons; a name it lacks leaves a neutral mark. */
export function drawProduct(product: PictureFields, sprite: IconSprite): string {
  const prefix = idPrefix(product.id);
  const look = lookOfMaker(product.maker, product.ownLabel);
  const shape = silhouetteOf(product.package);
  let uses = 0;
  const icon: IconAt = (x, y, side) => {
    // A heap of the same fruit is drawn once and used again, which keeps crates small.
    const at = `transform="translate(${x} ${y}) scale(${Math.round((side / 32) * 1000) / 1000})"`;
    uses += 1;
    if (uses > 1) return `<use href="#${prefix}i" ${at}/>`;
    return group(group(iconBody(sprite, product.icon, prefix), `id="${prefix}i"`), at);
  };
  const brush: Brush = {
    look,
    icon,
    prefix,
    content: isColour(product.content) ? product.content : undefined,
  };
  const [shadowX, shadowWidth] = shape.shadow;
  let inner = shape.back?.(brush) ?? '';
  if (shape.body !== undefined) inner += printedBody(shape, brush, shape.body);
  inner += shape.front?.(brush) ?? '';
  if (shape.label !== undefined) inner += label(look, shape.label, icon);
  const badge = shape.badge ?? (shape.label && [shape.label.x + 3, shape.label.y + 3]);
  if (badge !== undefined) inner += glyphBadge(look, badge[0], badge[1]);
  if (shape.size !== undefined) {
    const [x, y, width] = shape.size;
    inner += sizePill({ text: product.size }, x, y, width);
  }
  inner += sticker(shape, look, product.size);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240">` +
    rect(0, 0, 240, 240, 0, AISLE_TINTS[product.aisle] ?? NEUTRAL_TINT) +
    ellipse(120, 128, 106, 96, '#fff', opacity(0.45)) +
    // A dark page lowers the tile, not the package: element.ts gives this a custom property.
    rect(0, 0, 240, 240, 0, '#15181d', 'class="night" opacity="0"') +
    ellipse(shadowX, 211, shadowWidth, 6.5, '#1c140c', opacity(0.2)) +
    (shape.turn === undefined ? inner : group(inner, `transform="rotate(${shape.turn} 120 130)"`)) +
    '</svg>'
  );
}

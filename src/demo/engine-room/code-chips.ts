/** A semantic ID, or the beginning of one, as a row of coloured chips. */
import { h } from '../element';
import { paint } from './code-colour';

export function codeChips(codes: readonly number[]): HTMLElement {
  return h(
    'span',
    { class: 'codes', role: 'img', 'aria-label': `Codes ${codes.join(', ')}` },
    ...codes.map((code) => paint(h('span', { class: 'code' }, String(code)), code)),
  );
}

/** The shelf's stylesheet. Colours and sizes are custom properties, so that a shop can dress it without reaching inside. */

export const STYLES = `
:host {
  --rec-card-width: 10.5rem;
  --rec-gap: 0.75rem;
  --rec-radius: 0.875rem;
  --rec-title-size: 0.9375rem;
  --rec-ink: currentColor;
  --rec-muted: color-mix(in srgb, currentColor 62%, transparent);
  --rec-card: transparent;
  --rec-tile: color-mix(in srgb, currentColor 7%, transparent);
  --rec-focus: currentColor;
  display: block;
  position: relative;
  color: inherit;
  font: inherit;
  contain: layout;
}
:host([hidden]) { display: none; }
.bar { display: flex; align-items: center; gap: 0.5rem; min-height: 2rem; margin-block-end: 0.5rem; }
.heading { flex: 1; min-width: 0; }
button.step {
  inline-size: 2rem; block-size: 2rem; border-radius: 50%; border: 1px solid color-mix(in srgb, currentColor 22%, transparent);
  background: transparent; color: inherit; cursor: pointer; font: inherit; line-height: 1; padding: 0;
}
button.step:disabled { opacity: 0.3; cursor: default; }
button.step svg { inline-size: 1rem; block-size: 1rem; vertical-align: middle; }
:host(:dir(rtl)) button.step svg { transform: scaleX(-1); }
ul {
  display: grid; grid-auto-flow: column; grid-auto-columns: var(--rec-card-width); gap: var(--rec-gap);
  list-style: none; margin: 0; padding: 0.25rem; margin-inline: -0.25rem;
  overflow-x: auto; overscroll-behavior-x: contain; scroll-snap-type: x proximity; scroll-padding-inline: 0.25rem;
  scrollbar-width: none;
}
ul::-webkit-scrollbar { display: none; }
li { position: relative; scroll-snap-align: start; border-radius: var(--rec-radius); background: var(--rec-card); min-width: 0; }
.link { display: block; color: inherit; text-decoration: none; border-radius: inherit; }
.image { display: block; aspect-ratio: 1; border-radius: var(--rec-radius); overflow: hidden; background: var(--rec-tile); }
.image > * { display: block; inline-size: 100%; block-size: 100%; object-fit: contain; }
.initial { display: grid; place-items: center; font-size: 2.5rem; color: var(--rec-muted); }
.title {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  margin-block-start: 0.5rem; line-height: 1.3; min-block-size: 2.6em; font-size: var(--rec-title-size); overflow-wrap: anywhere;
  text-wrap: pretty;
}
.price { display: block; min-block-size: 1.4em; line-height: 1.4; font-size: 0.875rem; color: var(--rec-muted); font-variant-numeric: tabular-nums; }
:is(a, button):focus-visible { outline: 2px solid var(--rec-focus); outline-offset: 2px; }
.skeleton { pointer-events: none; }
.skeleton .bone { display: block; border-radius: 0.4rem; background: var(--rec-tile); }
.skeleton .title .bone { block-size: 0.8em; margin-block: 0.25em; inline-size: 82%; }
.skeleton .price .bone { block-size: 0.8em; inline-size: 34%; }
@media (prefers-reduced-motion: no-preference) {
  ul { scroll-behavior: smooth; }
  .fresh { animation: appear 240ms ease-out; }
  @keyframes appear { from { opacity: 0; transform: translateY(4px); } }
}
.announce { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; margin: 0; }
.empty { margin: 0; color: var(--rec-muted); }
[hidden] { display: none !important; }
@media (forced-colors: active) { .image { border: 1px solid CanvasText; } }
`;

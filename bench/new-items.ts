/**
 * `npx tsx bench/new-items.ts`: how often made-up new products are listed, by the manifest's `new_items.level`. What a shop owner
 * sets the level by: new items should get about the share of places that they are of the catalogue.
 */
import { Engine } from '../src/engine/engine';
import { HOUSEHOLDS, visitsOf } from '../src/demo/households';
import { STARTERS } from '../src/demo/starters';
import { withSettings } from './new-item-settings';

const BUNDLE = new URL('../models/grocery/', import.meta.url).href;
const LEVELS = [0, 1, 1.75, 2, 3, 4, 6];
const NOW = Date.UTC(2024, 5, 1);

/** Products the shop does not have, one of many departments each. */
const NAMES = `Barista oat milk
Coconut yogurt with mango
Smoked gouda slices
Truffle butter
Rosemary sourdough crackers
Brioche burger buns
Cinnamon raisin bagels
Gluten free pizza crust
Chili lime tortilla strips
Corn tortillas with lime
Black bean taco filling
Chipotle salsa verde
Kimchi
Miso soup paste
Red curry simmer sauce
Rice noodles
Jasmine rice, microwave cup
Lentil soup, canned
Chickpea pasta
Pesto with basil
Sun dried tomatoes in oil
Olive tapenade
Sparkling water, grapefruit
Cold brew coffee
Matcha latte powder
Ginger kombucha
Craft ginger beer
Tomato juice, spicy
Blood orange lemonade
Protein bar, peanut butter
Dark chocolate with sea salt
Gummy bears, sour
Popcorn, white cheddar
Plantain chips
Trail mix with cranberries
Granola with almonds
Overnight oats cup
Pancake mix, buckwheat
Maple syrup, organic
Frozen mango chunks
Frozen edamame
Vegan chicken nuggets
Cauliflower gnocchi
Salted caramel ice cream
Baby spinach and kale mix
Rainbow carrots
Dragon fruit
Heirloom tomatoes
Smoked salmon
Shrimp, peeled, frozen
Turkey meatballs
Plant based sausages
Dog treats, salmon
Cat litter, clumping
Bamboo toilet paper
Laundry pods, fragrance free
Dish soap, lavender
Shampoo bar
Baby wipes, water
Diapers, size 4`.split('\n');

/** Every household after each of its visits, as it looks for something new, and every basket that the shop suggests. */
const QUESTIONS = [
  ...HOUSEHOLDS.flatMap(({ id }) => {
    const visits = visitsOf(id, NOW);
    return visits.map((_, i) => ({ kind: 'next', history: visits.slice(0, i + 1) }) as const);
  }),
  ...STARTERS.map(({ items }) => ({ kind: 'complements', basket: items }) as const),
];

console.log(
  `${NAMES.length} new products, ${QUESTIONS.length} lists of ten of what is new to the shopper`,
);
for (const level of LEVELS) {
  const source = withSettings({ level, factor: 2, sharpness: 2 });
  const engine = await Engine.open({ bundle: BUNDLE, executor: 'js', source });
  const before = engine.info().items;
  await engine.addItems(NAMES.map((title, i) => ({ id: `new-${String(i)}`, title })));
  let listed = 0;
  const which = new Set<string>();
  for (const question of QUESTIONS) {
    const { items } = await engine.recommend({
      ...question,
      novelty: 'items',
      count: 10,
      now: NOW,
    });
    for (const { id, title } of items.filter((item) => item.id.startsWith('new-'))) {
      listed++;
      which.add(`${id} ${title}`);
    }
  }
  const share = (100 * listed) / (10 * QUESTIONS.length);
  const fair = (100 * NAMES.length) / (before + NAMES.length);
  console.log(
    `level ${level}: ${share.toFixed(2)} % of the places (${fair.toFixed(2)} % of the catalogue), ${which.size} different`,
  );
  await engine.dispose();
}

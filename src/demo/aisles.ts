/** The shop's departments in the order of a walk through it, each with the icon (of pictures/) on its sign. */

export const AISLES: readonly (readonly [name: string, icon: string])[] = [
  ['Fruit & vegetables', 'broccoli'],
  ['Bakery', 'baguette-bread'],
  ['Dairy & eggs', 'cheese-wedge'],
  ['Meat & fish', 'cut-of-meat'],
  ['Deli & ready meals', 'green-salad'],
  ['Frozen', 'ice'],
  ['Breakfast', 'pancakes'],
  ['Pantry', 'own:soup-can'],
  ['Snacks & sweets', 'cookie'],
  ['Drinks', 'beverage-box'],
  ['Baby', 'baby-bottle'],
  ['Pets', 'own:dog-food'],
  ['Household', 'sponge'],
  ['Health & beauty', 'lotion-bottle'],
  ['Home & seasonal', 'candle'],
  ['Flowers & garden', 'bouquet'],
];

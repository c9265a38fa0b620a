/** Small baskets a visitor can start with, so that the first shelf is one click away. */

export interface Starter {
  readonly name: string;
  /** An icon of pictures/. */
  readonly icon: string;
  readonly items: readonly string[];
}

export const STARTERS: readonly Starter[] = [
  { name: 'Taco night', icon: 'taco', items: ['flour-tortillas-10ct', 'ground-beef'] },
  {
    name: 'Birthday cake',
    icon: 'birthday-cake',
    items: ['layer-cake-mix-18-25oz', 'cake-frosting-16oz'],
  },
  { name: 'Sunday pancakes', icon: 'pancakes', items: ['pancake-mix-32oz'] },
  { name: 'Cookout', icon: 'hot-dog', items: ['premium-hot-dogs-1lb', 'hot-dog-buns-own-11oz'] },
  { name: 'A cat moves in', icon: 'own:cat-food', items: ['canned-cat-food-5-5oz'] },
];

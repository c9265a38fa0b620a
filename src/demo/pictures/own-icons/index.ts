/**
 * Our own icons under the names the curated table uses, `own:<slug>`. Read when the icon sprite is
 * built, never by the page, which fetches the sprite.
 */
import { BAKERY } from './bakery';
import { DAIRY_AND_FROZEN } from './dairy-and-frozen';
import { HEALTH_AND_BEAUTY } from './health-and-beauty';
import { HOME_BABY_PETS } from './home-baby-pets';
import { HOUSEHOLD } from './household';
import { MEAT_AND_FISH } from './meat-and-fish';
import { PANTRY } from './pantry';
import { PRODUCE } from './produce';
import { SNACKS_AND_DRINKS } from './snacks-and-drinks';

const SUBJECTS: readonly Readonly<Record<string, string>>[] = [
  PRODUCE,
  MEAT_AND_FISH,
  DAIRY_AND_FROZEN,
  BAKERY,
  PANTRY,
  SNACKS_AND_DRINKS,
  HOUSEHOLD,
  HEALTH_AND_BEAUTY,
  HOME_BABY_PETS,
];

export const OWN_ICONS: ReadonlyMap<string, string> = new Map(
  SUBJECTS.flatMap((subject) => Object.entries(subject)).map(([slug, body]) => [
    `own:${slug}`,
    body,
  ]),
);

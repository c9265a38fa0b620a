/**
 * Every package name of the catalogue with its silhouette. Not a registry one adds to at run time.
 */
import { PACKAGES, type PackageName } from '../product';
import * as bags from './bags';
import * as bottles from './bottles';
import * as cartons from './cartons';
import * as fresh from './fresh';
import type { Silhouette } from './silhouette';
import * as tins from './tins';

const SILHOUETTES: Readonly<Record<PackageName, Silhouette>> = {
  'milk-carton': cartons.milkCarton,
  jug: bottles.jug,
  'soda-bottle': bottles.sodaBottle,
  bottle: bottles.bottle,
  can: tins.can,
  'drink-can': tins.drinkCan,
  multipack: cartons.multipack,
  jar: bottles.jar,
  box: cartons.box,
  'flat-box': cartons.flatBox,
  bag: bags.bag,
  'coffee-bag': bags.coffeeBag,
  pouch: bags.pouch,
  sachet: bags.sachet,
  'loaf-bag': bags.loafBag,
  tray: fresh.tray,
  clamshell: fresh.clamshell,
  tub: tins.tub,
  cup: tins.cup,
  'egg-box': cartons.eggBox,
  tube: bottles.tube,
  pump: bottles.pump,
  'spray-bottle': bottles.sprayBottle,
  aerosol: bottles.aerosol,
  'squeeze-bottle': bottles.squeezeBottle,
  'pill-bottle': bottles.pillBottle,
  stick: bottles.stick,
  canister: cartons.canister,
  rolls: bags.rolls,
  bar: bags.bar,
  crate: fresh.crate,
  net: bags.net,
  bunch: fresh.bunch,
  pot: fresh.pot,
  sack: bags.sack,
  card: cartons.card,
  wrap: bags.wrap,
  plain: cartons.plain,
};

const byName: ReadonlyMap<string, Silhouette> = new Map(
  PACKAGES.map((name) => [name, SILHOUETTES[name]]),
);

export function silhouetteOf(name: string): Silhouette {
  return byName.get(name) ?? cartons.parcel;
}

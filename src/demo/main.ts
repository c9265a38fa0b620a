/** Puts the demo shop together: recommender, catalogue, pictures, views. The parts live beside; this file only joins them. */
import '@fontsource-variable/fraunces/wght.css';
import './styles/page.css';
import './styles/shop.css';
import './styles/add.css';
import './styles/placement.css';
import './styles/room.css';
import { createRecommender, RecommenderError, type Recommender } from '../client';
import { EXECUTORS } from '../contract/executors';
import type { ExecutorChoice } from '../contract/recommend';
import '../widget/rec-shelf';
import { BasketPanel } from './basket-panel';
import { Cards } from './cards';
import { Catalogue } from './catalogue';
import { h } from './element';
import { EngineRoom } from './engine-room/room';
import { Header } from './header';
import { visitsOf } from './households';
import { CallLog, observed } from './observed';
import { Offline } from './offline';
import { Loading } from './loading';
import { PictureBook } from './picture-book';
import { Shop } from './shop';
import { EXECUTOR_NAMES, StatusLine } from './status-line';
import { keepInPlace } from './steady';
import { OwnProducts } from './own-products';
import { addView } from './views/add';
import { photoView } from './views/photo';
import { aisleView } from './views/aisle';
import { homeView } from './views/home';
import { missingView, productView } from './views/product';
import { searchView } from './views/search';
import type { View } from './views/view';

const BUNDLE = new URL('models/grocery/', document.baseURI).href;
const ICONS = new URL('grocery/icons.json', document.baseURI).href;
const SERVICE_WORKER = new URL('service-worker.js', document.baseURI).href;

/** What the address asks for; where the visitor saves data, only the small tables are fetched. */
function executorChoice(): ExecutorChoice {
  const asked = new URLSearchParams(location.search).get('executor');
  if (asked === 'auto' || (EXECUTORS as readonly (string | null)[]).includes(asked))
    return asked as ExecutorChoice;
  const { connection } = navigator as Navigator & {
    readonly connection?: { readonly saveData?: boolean };
  };
  return connection?.saveData === true ? 'graph' : 'auto';
}

/** The engine that the address asks for; where that executor cannot run in this browser, the best one that can. */
async function startEngine(
  onProgress: Loading['hear'],
): Promise<{ engine: Recommender; refused: ExecutorChoice | null }> {
  const executor = executorChoice();
  const status = document.querySelector('#page .status');
  // A graphics card in software takes half a minute to start.
  if (executor !== 'auto' && status !== null)
    status.textContent = `Opening the shop with ${EXECUTOR_NAMES[executor]} …`;
  const engine = createRecommender({ bundle: BUNDLE, executor, keep: true, onProgress });
  try {
    await engine.info();
    return { engine, refused: null };
  } catch (error) {
    if (!(error instanceof RecommenderError) || !error.code.startsWith('runtime/')) throw error;
    engine.dispose();
    return {
      engine: createRecommender({ bundle: BUNDLE, executor: 'auto', keep: true, onProgress }),
      refused: executor,
    };
  }
}

function followVisitor(shop: Shop, recommender: Recommender): void {
  recommender.clear();
  for (const visit of visitsOf(shop.visitor, Date.now())) recommender.track(visit);
}

async function open(): Promise<void> {
  const page = document.querySelector<HTMLElement>('#page')!;
  const log = new CallLog();
  const pictures = new PictureBook();
  const loading = new Loading();
  const [{ engine, refused }] = await Promise.all([
    startEngine(loading.hear),
    pictures.load(ICONS),
  ]);
  const recommender = observed(engine, log);
  const status = new StatusLine(recommender, log);
  const catalogue = new Catalogue(await recommender.catalogue());
  const shop = new Shop((id) => catalogue.get(id) !== undefined);
  const products = new OwnProducts(engine, catalogue);
  await products.restore();
  const settled = recommender.settled().catch(() => undefined);
  const offline = new Offline(SERVICE_WORKER, settled);
  const cards = new Cards(shop, catalogue, pictures, recommender);
  const surroundings = {
    ...{ bundle: BUNDLE, recommender: engine, offline },
    basket: () => shop.basketIds,
  };
  const room = new EngineRoom(surroundings, log, catalogue, pictures, refused);
  const header = new Header(shop, pictures, () => {
    room.toggle();
  });
  const basket = new BasketPanel(shop, catalogue, cards, pictures, () => {
    const known = recommender.history.length > 0;
    recommender.track({ at: Date.now(), items: shop.basketIds });
    // On a phone the basket is below shelves that come and go now: its thanks stay in view.
    keepInPlace(basket.element, () => {
      shop.setBasket([]);
      // From the first visit on there are shelves that start from visits.
      if (!known && shop.place.at === 'home') show();
    });
  });
  status.onOpen(() => {
    room.toggle();
  });

  const around = { shop, catalogue, cards, pictures, recommender: engine, loading, products };
  const seesPhotos = (await engine.info()).encoders.image !== undefined;
  if (seesPhotos) header.offerPhotos();
  const viewOf = (): View => {
    const { place } = shop;
    if (place.at === 'aisle') return aisleView(place, shop, catalogue, cards, recommender);
    if (place.at === 'add') return addView({ ...around, seesPhotos });
    if (place.at === 'photo' && seesPhotos) return photoView(around);
    if (place.at === 'search') return searchView(place.query, catalogue, cards, engine);
    if (place.at === 'product') {
      const product = catalogue.get(place.id);
      return product === undefined
        ? missingView(
            'This product is not in the shop',
            `No product is called “${place.id}”.`,
            cards,
          )
        : productView(product, shop, cards, pictures, (id) => {
            room.showItem(id);
          });
    }
    if (place.at === 'nowhere') {
      return missingView('There is no such page', `Nothing is called “${place.name}”.`, cards);
    }
    return homeView(shop, cards, pictures, status.element, recommender.history.length);
  };
  let view: View;
  const show = (): void => {
    view = viewOf();
    page.replaceChildren(view.element);
    document.title = `${page.querySelector('h1')?.textContent ?? 'Shop'} · Larder`;
  };

  followVisitor(shop, recommender);
  shop.onChange((change) => {
    if (change === 'visitor') followVisitor(shop, recommender);
    if (change === 'basket') view.onBasket?.();
    else show();
    if (change === 'place') {
      scrollTo({ top: 0 });
      page.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    }
    header.render();
    basket.render();
  });
  header.render();
  basket.render();
  show();
  document.querySelector('#basket-place')?.replaceChildren(basket.element);
  document.body.append(room.element);

  // The shop is open; what fails from here on shows on the shelves and in the engine room.
  await settled;
  await offline.ready();
  document.documentElement.dataset['ready'] = '';
}

open().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  document.querySelector('#page')?.replaceChildren(
    h(
      'div',
      { class: 'trouble', role: 'alert' },
      h('h1', {}, 'The shop could not open'),
      h('p', {}, message),
      h(
        'button',
        {
          type: 'button',
          class: 'primary',
          on: {
            click: () => {
              location.reload();
            },
          },
        },
        'Try again',
      ),
    ),
  );
});

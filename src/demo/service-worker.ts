/**
 * Keeps the shop for offline use: page, engine, bundle. Answers from what it keeps, so that a replaced recommendation worker asks nobody.
 * It never computes and never sees what a visitor does. The build fills in the file list and its version.
 */

interface Lifecycle extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchRequest extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Lifecycle) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchRequest) => void): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent<{ type: string; offline?: boolean }>) => void,
  ): void;
}
const scope = self as unknown as Scope;

const FILES = JSON.parse('__PRECACHE_FILES__') as string[];
const CACHE = 'larder-__PRECACHE_VERSION__';

let offline = false;
let requests = 0;

const absolute = (path: string): string => new URL(path, scope.registration.scope).href;

scope.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map(absolute))));
});

scope.addEventListener('activate', (event) => {
  const work = async (): Promise<void> => {
    for (const name of await caches.keys())
      if (name.startsWith('larder-') && name !== CACHE) await caches.delete(name);
    await scope.clients.claim();
  };
  event.waitUntil(work());
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const key =
    request.mode === 'navigate' &&
    new URL(request.url).pathname === new URL(scope.registration.scope).pathname
      ? absolute('index.html')
      : request.url;
  const kept = await cache.match(key, {
    ignoreSearch: request.mode === 'navigate',
    ignoreVary: true,
  });
  if (kept) return kept;
  if (offline) return Response.error();
  requests++;
  const response = await fetch(request);
  // Parts that are fetched only where they pay, such as a runtime, are kept from their first use.
  if (response.ok && response.status === 200) await cache.put(key, response.clone());
  return response;
}

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope.registration.scope)) {
    if (offline) event.respondWith(Promise.resolve(Response.error()));
    return;
  }
  event.respondWith(answer(request));
});

scope.addEventListener('message', (event) => {
  if (event.data.type === 'offline') offline = event.data.offline === true;
  event.ports[0]?.postMessage({ requests, offline });
});

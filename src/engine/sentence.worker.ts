/** Runs MiniLM in a worker of its own: encoder-worker.ts says why, and sentence-reader.ts is the only one to ask. */
import * as Comlink from 'comlink';
import { reply } from '../contract/reply';
import { startOrt } from '../runtime/ort';
import { SentenceEncoder } from '../runtime/sentence-encoder';
import type { SentenceService } from './sentence-reader';

// While the model is on its way. Whoever opens is told what went wrong.
startOrt().catch(() => undefined);

let encoder: SentenceEncoder | undefined;

const service: SentenceService = {
  open: (files) =>
    reply('sentence.open', async () => {
      encoder = await SentenceEncoder.create(files);
    }),
  // `open` was answered before anybody asks.
  embed: (text) => reply('sentence.embed', () => encoder!.embed(text)),
};

Comlink.expose(service);

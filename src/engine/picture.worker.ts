/** Reads pictures and runs the image encoder in a worker of its own: picture-reader.ts says why, and is the only one to ask. */
import * as Comlink from 'comlink';
import type { Preparation } from '../contract/bundle';
import { reply } from '../contract/reply';
import { preparePicture } from '../encoders/picture';
import { ImageEncoder } from '../runtime/image-encoder';
import { startOrt } from '../runtime/ort';
import type { PictureService } from './picture-reader';

// While the model is on its way. Whoever opens is told what went wrong.
startOrt().catch(() => undefined);

let encoder: ImageEncoder | undefined;
let preparation: Preparation | undefined;

const service: PictureService = {
  open: (model, said) =>
    reply('picture.open', async () => {
      preparation = said;
      encoder = await ImageEncoder.create(model);
    }),
  // `open` was answered before anybody asks.
  embed: (picture) =>
    reply('picture.embed', async () => encoder!.embed(await preparePicture(picture, preparation))),
};

Comlink.expose(service);

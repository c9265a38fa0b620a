/** Prepares what it is sent, as the engine's worker does: only here, in a worker, are there no elements to decode with. */
import { RecommenderError } from '../../contract/errors';
import type { Picture } from '../../contract/recommend';
import { preparePicture } from '../picture';

addEventListener('message', (event: MessageEvent<Picture>) => {
  preparePicture(event.data).then(
    (input) => {
      postMessage(input);
    },
    (error: unknown) => {
      postMessage(error instanceof RecommenderError ? error.code : String(error));
    },
  );
});

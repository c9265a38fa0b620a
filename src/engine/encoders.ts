/** What reads words and pictures for one engine: code that no list needs, fetched when it is first asked for. */
import type { Bundle } from '../bundle/bundle';
import type { FetchOptions } from '../bundle/fetch-file';
import type { PictureFeatures } from './picture-features';
import type { TextFeatures } from './text-features';

export interface Readers {
  readonly texts: TextFeatures;
  readonly pictures: PictureFeatures;
}

export class Encoders {
  readonly #make: () => Promise<Readers>;
  #made: Promise<Readers> | undefined;

  /** `folder`: URL of the folder that holds encoders, with a slash at its end; `page`: what addresses are relative to. */
  constructor(bundle: Bundle, folder: string, page: string | undefined, fetching: FetchOptions) {
    this.#make = async () => {
      const [{ TextFeatures }, { PictureFeatures }] = await Promise.all([
        import('./text-features'),
        import('./picture-features'),
      ]);
      return {
        texts: new TextFeatures(bundle, folder, fetching),
        pictures: new PictureFeatures(bundle, folder, page, fetching),
      };
    };
  }

  /** The same ones each time. */
  get(): Promise<Readers> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    return this.#made;
  }

  async release(): Promise<void> {
    await (await this.#made)?.pictures.release();
  }
}

/** What reads words and pictures for one engine: code that no list needs, fetched when it is first asked for. */
import type { Bundle } from '../bundle/bundle';
import type { FetchOptions } from '../bundle/fetch-file';
import { ENCODERS } from '../bundle/manifest';
import type { TextEncoderName } from '../contract/bundle';
import { invalid } from './checks';
import type { PictureFeatures } from './picture-features';
import type { TextFeatures } from './text-features';

export interface Readers {
  readonly texts: TextFeatures;
  readonly pictures: PictureFeatures;
}

export interface EncodersOptions {
  /** URL of the folder that holds encoders, with a slash at its end. */
  readonly folder: string;
  /** What addresses are relative to. */
  readonly page: string | undefined;
  /** What reads texts: the bundle's own where it carries one and this is not said, `static` otherwise. */
  readonly textEncoder: TextEncoderName | undefined;
  readonly fetching: FetchOptions;
}

export class Encoders {
  readonly #make: () => Promise<Readers>;
  #made: Promise<Readers> | undefined;

  /** `input/invalid` for an encoder that there is not. */
  constructor(bundle: Bundle, { folder, page, textEncoder, fetching }: EncodersOptions) {
    if (textEncoder !== undefined && !ENCODERS.text.names.includes(textEncoder)) {
      throw invalid('textEncoder', textEncoder, `pass ${ENCODERS.text.names.join(' or ')}`);
    }
    this.#make = async () => {
      const [{ TextFeatures }, { PictureFeatures }] = await Promise.all([
        import('./text-features'),
        import('./picture-features'),
      ]);
      return {
        texts: new TextFeatures(bundle, { folder, encoder: textEncoder, fetching }),
        pictures: new PictureFeatures(bundle, { folder, page, fetching }),
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
    const made = await this.#made;
    await Promise.all([made?.texts.release(), made?.pictures.release()]);
  }
}

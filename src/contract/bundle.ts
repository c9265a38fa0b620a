/**
 * The bundle's manifest and metadata as types; the words are in docs/bundle-format.md, the rules in contract/bundle.schema.json.
 * Parsing and checking live in src/bundle.
 */
import type { Kind, Novelty } from './recommend';

export const BUNDLE_FORMAT = 2;

export type ArrayType = 'uint8' | 'int8' | 'uint16' | 'uint32' | 'float32';

export interface ArraySpec {
  readonly dtype: ArrayType;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly scale?: number;
}

export type FileRole = 'core' | 'delta' | 'generator' | 'features' | 'fusion' | 'encoding' | 'encoder' | 'selftest' | 'test';

export interface FileSpec {
  readonly bytes: number;
  readonly sha256: string;
  readonly role: FileRole;
  readonly arrays?: Readonly<Record<string, ArraySpec>>;
}

/** Weights of the score's terms; see docs/bundle-format.md, "Scores". */
export interface Blend {
  readonly generator: number;
  readonly prior: number;
  readonly dense: number;
  readonly frequency: number;
  readonly discount: number;
}

export type BlendKey = `${'next' | 'complements'}.${Novelty}`;

export interface Licence {
  readonly what: string;
  readonly licence: string;
  readonly notice: string;
}

export interface NewItemSettings {
  /** Added to the dense logit of a new item and to the log of the popularity that is expected of it, in nats. */
  readonly level: number;
  /** On what leads to a new item in the prior. */
  readonly factor: number;
  /** How much the likest of its kin count for more. */
  readonly sharpness: number;
}

export type TextEncoderName = 'minilm' | 'static';
export type ImageEncoderName = 'efficientnet-lite0';

/** An encoder that the bundle carries. */
interface OwnEncoder {
  /** Of the hub, OWNER/NAME, or as the shop calls it. */
  readonly model: string;
  /** The hub's commit; empty where it came from a folder. */
  readonly revision: string;
  /** As its card says; empty where it says nothing. */
  readonly licence: string;
  /** Numbers of an embedding. */
  readonly size: number;
}

/** text_encoder.onnx, tokenizer.json, tokenizer_config.json. */
export interface OwnTextEncoder extends OwnEncoder {
  /** What comes behind these is not read. */
  readonly most_tokens: number;
}

/** image_encoder.onnx. */
export interface OwnImageEncoder extends OwnEncoder, Preparation {}

/** How a picture becomes what an image encoder looks at. */
export interface Preparation {
  /** Pixels a side of its square. */
  readonly side: number;
  /** Pixels of the picture's shorter side before the middle is cut out; absent: all of it is pressed into the square. */
  readonly shorter?: number;
  readonly resampling: 'bicubic' | 'bilinear';
  /** Of red, green and blue, in steps of 255: a value less the first, by the second. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export interface Manifest {
  readonly format: number;
  readonly name: string;
  readonly producer: string;
  readonly currency: string;
  readonly items: number;
  readonly semantic_ids: { readonly levels: number; readonly codebook_size: number };
  readonly model: {
    readonly dimension: number;
    readonly layers: number;
    readonly heads: number;
    readonly hidden: number;
    readonly residual: number;
    readonly max_history: number;
    /** Names of the state token's objectives, in role order. */
    readonly objectives: readonly ('any' | 'new')[];
  };
  readonly fusion: { readonly text: number; readonly image: number; readonly dimension: number };
  /** What made the features, where a page can make more of them; the whitening of each is a file of the bundle. */
  readonly encoders?: { readonly text?: TextEncoderName | OwnTextEncoder; readonly image?: ImageEncoderName | OwnImageEncoder };
  /** How far items that a page adds are preferred; NEW_ITEMS of core/admission where absent. */
  readonly new_items?: NewItemSettings;
  readonly prior: {
    readonly neighbours: number;
    readonly epsilon: number;
    readonly visit_decay: number;
    readonly max_sources: number;
    readonly min_households: number;
  };
  readonly frequency: { readonly half_life_days: number; readonly days_per_visit: number };
  readonly decoding: { readonly beam_width: number; readonly extra_candidates: number };
  readonly blend: Readonly<Partial<Record<BlendKey, Blend>>>;
  /** Novelty and type cap of a kind where the call says nothing. */
  readonly defaults: Readonly<Record<Kind, { readonly novelty: Novelty; readonly per_type: number }>>;
  readonly files: Readonly<Record<string, FileSpec>>;
  /** Metrics of the exported bundle, each with data, protocol and how it was chosen. */
  readonly protocol: Readonly<Record<string, unknown>>;
  readonly licences: readonly Licence[];
}

/** One value of an item; null where missing. */
export type Cell = string | number | boolean | null;

export type Column =
  | { readonly kind: 'text'; readonly values: readonly string[] }
  | { readonly kind: 'number'; readonly values: readonly (number | null)[] }
  | { readonly kind: 'boolean'; readonly values: readonly boolean[] }
  | { readonly kind: 'category'; readonly names: readonly string[]; readonly codes: readonly number[] };

export interface ItemTable {
  readonly columns: Readonly<Record<string, Column>>;
}

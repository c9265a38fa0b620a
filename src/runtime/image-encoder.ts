/**
 * The image encoder on ONNX Runtime Web: a prepared picture → its embedding. How a picture is prepared is
 * src/encoders/picture.ts; who keeps the session, and how long, is the engine's.
 */
import type { InferenceSession } from 'onnxruntime-web/wasm';
import { encoderUnavailable, loadOrt, SESSION_OPTIONS, type Ort } from './ort';

export class ImageEncoder {
  readonly #ort: Ort;
  readonly #session: InferenceSession;

  private constructor(ort: Ort, session: InferenceSession) {
    this.#ort = ort;
    this.#session = session;
  }

  /** `model`: its bytes. `encoder/unavailable` where the runtime does not start. */
  static async create(model: Uint8Array): Promise<ImageEncoder> {
    try {
      const ort = await loadOrt();
      return new ImageEncoder(ort, await ort.InferenceSession.create(model, SESSION_OPTIONS));
    } catch (error) {
      throw encoderUnavailable(error);
    }
  }

  /** pixels (3, S, S) → (D) */
  async embed(pixels: Float32Array): Promise<Float32Array> {
    const side = Math.sqrt(pixels.length / 3);
    const input = new this.#ort.Tensor('float32', pixels, [1, 3, side, side]);
    try {
      const { embedding } = await this.#session.run({ pixel_values: input });
      return embedding.data as Float32Array;
    } catch (error) {
      throw encoderUnavailable(error);
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

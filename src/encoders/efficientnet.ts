/** How the image encoder of every shop wants its pictures. Twin: trainer/musicrec/features/image_encoder.py. */
import type { Preparation } from '../contract/bundle';

export const EFFICIENTNET: Preparation = {
  side: 224,
  shorter: 256,
  resampling: 'bicubic',
  mean: [127, 127, 127],
  deviation: [128, 128, 128],
};

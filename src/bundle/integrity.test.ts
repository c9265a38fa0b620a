import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkIntegrity, digestHex } from './integrity';
import { sha256 } from './sha256';

const nodeHex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const anyBytes = fc.uint8Array({ maxLength: 300 });

test('both digests are SHA-256, at every length around a block', async () => {
  await fc.assert(
    fc.asyncProperty(anyBytes, async (bytes) => {
      expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(nodeHex(bytes));
      expect(await digestHex(new Uint8Array(bytes))).toBe(nodeHex(bytes));
    }),
  );
  for (let length = 0; length <= 130; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(nodeHex(bytes));
  }
});

test('one flipped bit is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 99 }),
      fc.nat(),
      async (original, at) => {
        const bytes = new Uint8Array(original);
        const expected = nodeHex(bytes);
        await checkIntegrity('a.bin', bytes, expected);
        bytes[at % bytes.length] ^= 1 << (at % 8);
        await expect(checkIntegrity('a.bin', bytes, expected)).rejects.toMatchObject({
          code: 'bundle/integrity',
        });
      },
    ),
  );
});

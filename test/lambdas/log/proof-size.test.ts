/** How large a proof is in a log of ten million events: 8 KB at most (audit-log.md §6). */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { proveInclusion } from '../../../lambdas/log/merkle-proof.ts';
import { formatProof, parseProof } from '../../../lambdas/log/proof.ts';
import { laneWriter, ORIGIN, SCOPE } from './support/lane-rows.ts';

const SIZE = 10_000_000;
const MAX_BYTES = 8 * 1024;
/** Key id, and a cosignature's time. */
const line = (bytes: number): string => `— ${ORIGIN} ${randomBytes(4 + bytes).toString('base64')}\n`;
const ED25519 = 64;
const ML_DSA_44 = 8 + 2_420;

async function proofBytes(index: number, signatures: readonly number[]): Promise<number> {
  const writer = laneWriter(0, SCOPE);
  writer.add(1);
  const extra = Buffer.from(writer.items[0]?.leaf?.S ?? '');
  const hashes = await proveInclusion(index, SIZE, async (subtrees) => subtrees.map(() => randomBytes(32)));
  const checkpoint = `${ORIGIN}\n${SIZE}\n${randomBytes(32).toString('base64')}\n\n${signatures.map(line).join('')}`;
  const proof = formatProof({ index, hashes, checkpoint, extra });
  expect(parseProof(proof).hashes).toHaveLength(hashes.length);
  return Buffer.byteLength(proof);
}

/** The longest paths are those of the leaves on the left. */
it.each([
  ['one key', [ED25519]],
  ['while a key is replaced', [ED25519, ED25519]],
  ['while a key is replaced, and ML-DSA-44', [ED25519, ED25519, ML_DSA_44]],
])('a proof among 10,000,000 events, %s', async (name, signatures) => {
  const sizes = await Promise.all([0, SIZE / 2, SIZE - 1].map((index) => proofBytes(index, signatures)));
  console.log(`proof, ${name}: ${Math.max(...sizes)} bytes`);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BYTES);
});

/** Rebuilds the tree from the entries, and compares its root at the size of every checkpoint and every seal. */
import { CompactRange } from '../../../lambdas/log/merkle.ts';
import type { Check } from '../check.ts';
import { Difference } from '../difference.ts';
import type { Signed } from './signatures.ts';

export function checkRoots({ checkpoints, seals, kept }: Signed): Check & { root(): Buffer } {
  const range = new CompactRange();
  const heads = Map.groupBy([...checkpoints, ...seals, ...kept], ({ size }) => size);
  let vouched = 0;

  function reached(size: number): void {
    for (const head of heads.get(size) ?? []) {
      if (!range.root().equals(head.root)) {
        throw new Difference(head.file, vouched, `the entries from ${vouched} to ${size - 1} give another root`);
      }
      vouched = size;
    }
    heads.delete(size);
  }
  return {
    leaf: (_index, hash) => range.append(hash),
    reached,
    end(size) {
      const beyond = [...heads.values()].flat().sort((a, b) => a.size - b.size)[0];
      if (beyond)
        throw new Difference(beyond.file, vouched, `it covers ${beyond.size} entries, of which ${size} are here`);
    },
    root: () => range.root(),
  };
}

/** Where each lane stood, and what the segments were, at the size of every daily seal. */
import type { LaneCursor } from '../../../lambdas/log/lane-row.ts';
import { formatSeal } from '../../../lambdas/log/seal.ts';
import type { Check } from '../check.ts';
import { Difference } from '../difference.ts';
import type { Signed } from './signatures.ts';

/** @param state the lanes and the segment chain as the walk stands. */
export function checkSeals(
  { seals }: Signed,
  state: { lanes: Map<number, LaneCursor>; segments: () => string },
): Check {
  const bySize = Map.groupBy(seals, ({ size }) => size);
  return {
    reached(size) {
      for (const { file, ...seal } of bySize.get(size) ?? []) {
        const lanes = Object.fromEntries([...state.lanes].map(([lane, cursor]) => [String(lane), cursor]));
        if (formatSeal({ ...seal, lanes }) !== formatSeal(seal)) {
          throw new Difference(file, size - 1, 'the lanes do not stand where the seal says');
        }
        if (seal.segments !== state.segments()) {
          throw new Difference(file, size - 1, 'the segments up to here are not those that were sealed');
        }
      }
    },
  };
}

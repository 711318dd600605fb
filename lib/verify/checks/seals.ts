/** Where each lane stood, and what the segments were, at the size of every daily seal. */
import type { LaneCursor } from '../../../lambdas/log/lane-row.ts';
import { formatSeal } from '../../../lambdas/log/seal.ts';
import type { Check } from '../check.ts';
import { Difference } from '../difference.ts';
import type { Signed } from './signatures.ts';

/**
 * @param state the lanes and the segment chain as the walk stands. @param opened the first entry that is opened: where
 * the lanes stood before is not known.
 */
export function checkSeals(
  { seals }: Signed,
  state: { lanes: Map<number, LaneCursor>; segments: () => string },
  opened: number,
): Check {
  const bySize = Map.groupBy(seals, ({ size }) => size);
  return {
    reached(size) {
      for (const { file, ...seal } of bySize.get(size) ?? []) {
        const lanes = Object.fromEntries([...state.lanes].map(([lane, cursor]) => [String(lane), cursor]));
        if (size >= opened && formatSeal({ ...seal, lanes }) !== formatSeal(seal)) {
          throw new Difference(file, size - 1, 'the lanes do not stand where the seal says');
        }
        if (seal.segments !== state.segments()) {
          throw new Difference(file, size - 1, 'the segments up to here are not those that were sealed');
        }
      }
    },
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;
const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/**
 * Days without a seal, from the first seal to the last, or to the day before `until` where that is later: every log is
 * sealed every day, idle or not.
 */
export function missingSeals(days: readonly string[], until?: string): string[] {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const end = Math.max(startOf(last), until === undefined ? 0 : startOf(until) - DAY_MS);
  const sealed = new Set(days);
  const missing: string[] = [];
  for (let at = startOf(first); at <= end; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (!sealed.has(day)) missing.push(day);
  }
  return missing;
}

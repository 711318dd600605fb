/**
 * The daily seal: a signed note that says where every lane of a log stood, and what its segments were, even when
 * nothing happened. Its second line is no number, so it can never be taken for a checkpoint.
 */
import type { LaneCursor } from './lane-row.ts';

export interface Seal {
  readonly origin: string;
  /** UTC day, yyyy-mm-dd. */
  readonly day: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** SHA-256 chain over the paths of all segments, base64url. */
  readonly segments: string;
  readonly lanes: Readonly<Record<string, LaneCursor>>;
}

export function formatSeal({ origin, day, size, root, segments, lanes }: Seal): string {
  const stands = Object.entries(lanes)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([lane, { seq, hash }]) => `lane ${lane} ${seq} ${hash ?? '-'}`);
  return [origin, `seal ${day}`, size, Buffer.from(root).toString('base64'), segments, ...stands, ''].join('\n');
}

/** @throws on any other spelling than the one `formatSeal` gives. */
export function parseSeal(text: string): Seal {
  const [origin = '', day = '', size = '', root = '', segments = '', ...rest] = text.split('\n');
  const lanes = rest.slice(0, -1).map((line): [string, LaneCursor] => {
    const [, lane = '', seq = '', hash] = line.split(' ');
    return [lane, { seq: Number(seq), hash: hash === '-' ? undefined : hash }];
  });
  const seal: Seal = {
    origin,
    day: day.slice('seal '.length),
    size: Number(size),
    root: Buffer.from(root, 'base64'),
    segments,
    lanes: Object.fromEntries(lanes),
  };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(seal.day) || formatSeal(seal) !== text) throw new Error('malformed seal');
  return seal;
}

/**
 * The leaf of an event: what is chained, hashed into the Merkle log and kept for ever. It holds no personal data.
 * Stored and hashed as the exact canonical string (RFC 8785), never serialized again (audit-log.md §1).
 */
import { hash as digest } from 'node:crypto';
import canonicalize from 'canonicalize';

export interface Leaf {
  readonly v: 1;
  /** The organization, or the project where there is none. */
  readonly scope: string;
  readonly lane: number;
  /** Dense from 0 in each lane. */
  readonly seq: number;
  /** SHA-256 of the previous leaf's string in this lane, base64url; of the empty string at seq 0. */
  readonly prev: string;
  readonly id: string;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly type: string;
  /** Commitment to the payload blocks (`block.ts`), base64url. */
  readonly commitment: string;
}

export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('a value without a canonical form');
  return text;
}

export const hash = (text: string): string => digest('sha256', text, 'base64url');

/** What `prev` holds in the first leaf of a lane. */
export const GENESIS = hash('');

const quoted = JSON.stringify;

/** The leaf's one spelling. Equal to `canonical(leaf)`, which a test holds it to, at a third of the time. */
const spell = ({ commitment, id, lane, prev, scope, seq, time, type }: Leaf): string =>
  `{"commitment":${quoted(commitment)},"id":${quoted(id)},"lane":${lane},"prev":${quoted(prev)},` +
  `"scope":${quoted(scope)},"seq":${seq},"time":${time},"type":${quoted(type)},"v":1}`;

/** The leaf that `text` spells canonically; `undefined` when it is no leaf or spelt otherwise. */
export function parseLeaf(text: string): Leaf | undefined {
  try {
    const leaf = JSON.parse(text) as Leaf;
    const numbers = [leaf.lane, leaf.seq, leaf.time].every((value) => Number.isSafeInteger(value) && value >= 0);
    return numbers && spell(leaf) === text ? leaf : undefined;
  } catch {
    return undefined;
  }
}

/** No lane grows beyond this, so that every seq and its successor are exact numbers. */
export const SEQ_MAX = 2 ** 52;

/** The seq that a row's sort key spells; `undefined` for any other number that DynamoDB keeps. */
export function parseSeq(key: string | undefined): number | undefined {
  const seq = Number(key);
  return Number.isInteger(seq) && seq >= 0 && seq <= SEQ_MAX && String(seq) === key ? seq : undefined;
}

/**
 * The staging bundle: everything that a plan will put, in one object that is named by its content. It is written before
 * the log head names it, so whoever finds the plan, at any later time, can finish it with the very same bytes.
 */
import { canonical } from '../audit/leaf.ts';
import type { LogObject } from './edge.ts';
import type { MarkerType } from './lane-row.ts';
import { sha256Hex } from './segment.ts';

/** Where the events of one lane went: found again by (lane, seq) for a proof. */
export interface LaneBatch {
  readonly lane: number;
  readonly firstSeq: number;
  readonly count: number;
  /** Index of the segment's first line. */
  readonly firstIndex: number;
  /** Path of the segment inside the log's folder. */
  readonly segment: string;
}

/** Something that an auditor will ask about: told to the incident topic before the plan is done. */
export interface Incident {
  readonly type: MarkerType;
  readonly scope: string;
  readonly lane: number;
  readonly seq: number;
  readonly index: number;
  readonly reason: string;
}

export interface Staging {
  /** For the locked bucket: segment, full tiles, full bundles. */
  readonly locked: readonly LogObject[];
  /** The partial tiles of the tree after the plan. */
  readonly edge: readonly LogObject[];
  readonly batches: readonly LaneBatch[];
  readonly incidents: readonly Incident[];
  /** Of the directory: the size of each log's newest leaf, by scope. */
  readonly listed?: Readonly<Record<string, number>>;
}

interface Header extends Omit<Staging, 'locked' | 'edge'> {
  readonly locked: readonly (readonly [path: string, length: number])[];
  readonly edge: readonly (readonly [path: string, length: number])[];
}

const sizes = (objects: readonly LogObject[]) => objects.map(({ path, bytes }) => [path, bytes.length] as const);

/** One line of canonical JSON, then the bodies one after the other. */
export function packStaging({ locked, edge, ...others }: Staging): { name: string; bytes: Buffer } {
  const header: Header = { ...others, locked: sizes(locked), edge: sizes(edge) };
  const bodies = [...locked, ...edge].map(({ bytes }) => bytes);
  const bytes = Buffer.concat([Buffer.from(`${canonical(header)}\n`, 'utf8'), ...bodies]);
  return { name: sha256Hex(bytes), bytes };
}

/** @throws when the bytes are not those that the name tells. */
export function unpackStaging(name: string, bytes: Uint8Array): Staging {
  if (sha256Hex(bytes) !== name) throw new Error(`the staging bundle ${name} has other content`);
  const end = bytes.indexOf(0x0a);
  const header = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8')) as Header;
  let at = end + 1;
  const take = ([path, length]: readonly [string, number]): LogObject => {
    at += length;
    return { path, bytes: bytes.subarray(at - length, at) };
  };
  const locked = header.locked.map(take);
  return { ...header, locked, edge: header.edge.map(take) };
}

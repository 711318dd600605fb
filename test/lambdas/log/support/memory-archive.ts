/**
 * The archiver's ports in memory, so that a fault can be put at every single call. The real stores are tested against
 * DynamoDB Local, and S3 in the local cloud.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { LaneRow, LogHead } from '../../../../lambdas/log/archive.ts';
import { archiveScope } from '../../../../lambdas/log/archive-scope.ts';
import type { Item } from '../../../../lambdas/log/lane-row.ts';
import { noteKey, rawPublicKey } from '../../../../lambdas/log/note.ts';
import type { ArchivePorts } from '../../../../lambdas/log/ports.ts';
import { publish } from '../../../../lambdas/log/publish.ts';
import type { LaneBatch } from '../../../../lambdas/log/staging.ts';
import { type LaneWriter, laneWriter, ORIGIN, SCOPE } from './lane-rows.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const RAW_KEY = rawPublicKey(publicKey.export({ format: 'der', type: 'spki' }));
export const LOG_KEY = noteKey(ORIGIN, RAW_KEY);
export const signWithLogKey = async (message: Uint8Array): Promise<Uint8Array> => sign(null, message, privateKey);

export class Killed extends Error {}

/** What happens at the n-th call to a port. */
export type Fault = (
  call: { readonly number: number; readonly name: string },
  run: () => Promise<unknown>,
) => Promise<unknown>;

export interface World {
  readonly lanes: Map<number, LaneWriter>;
  readonly locked: Map<string, Buffer>;
  readonly live: Map<string, Buffer>;
  readonly staging: Map<string, Buffer>;
  readonly batches: Map<string, LaneBatch>;
  readonly reports: { subject: string; details: Readonly<Record<string, unknown>> }[];
  head: LogHead | undefined;
  readonly ports: ArchivePorts;
  lane(number: number): LaneWriter;
  /** Ports on which a fault may strike, counting calls from 0. */
  withFault(fault: Fault): { ports: ArchivePorts; calls: () => number };
  /** Archives everything, as the sweeper would at `now`. */
  run(options?: { ports?: ArchivePorts; now?: Date; lanes?: readonly number[] }): Promise<void>;
}

function page(items: readonly Item[], from: number, limit: number): { rows: LaneRow[]; more: boolean } {
  const start = items.findIndex(({ sk }, i) => i >= Math.min(from, items.length - 100) && Number(sk?.N) >= from);
  const rest = start < 0 ? [] : items.slice(start, start + limit + 1);
  const numbers = rest.map(({ sk }) => Number(sk?.N));
  if (numbers.length > 0 && numbers[0] !== from) return { rows: [{ through: (numbers[0] ?? 0) - 1 }], more: true };
  const gap = numbers.findIndex((seq, i) => seq !== from + i);
  const dense = rest.slice(0, Math.min(gap < 0 ? rest.length : gap, limit));
  return { rows: dense.map((item, i) => ({ seq: from + i, item })), more: dense.length < rest.length };
}

export const NOON = new Date('2026-03-01T12:00:00Z');
export const later = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);

/** Objects of the locked bucket under a prefix. */
export const pathsOf = (world: World, prefix: string): string[] =>
  [...world.locked.keys()].filter((path) => path.startsWith(prefix));

export function makeWorld(): World {
  const world: World = {
    lanes: new Map(),
    locked: new Map(),
    live: new Map(),
    staging: new Map(),
    batches: new Map(),
    reports: [],
    head: undefined,
    ports: {
      readHead: async () => world.head,
      replaceHead: async (head, expected) => {
        if ((world.head?.version ?? 0) !== expected) return false;
        world.head = head;
        return true;
      },
      writeBatches: async (_scope, batches) => {
        for (const batch of batches) world.batches.set(`${batch.lane}#${batch.firstSeq}`, batch);
      },
      readLane: async (_scope, lane, from, limit) => ({
        ...page(world.lanes.get(lane)?.items ?? [], from, limit),
        behind: false,
      }),
      readGap: async (_scope, lane, [from, through], limit) =>
        (world.lanes.get(lane)?.items ?? [])
          .filter(({ sk }) => from <= Number(sk?.N) && Number(sk?.N) <= through)
          .slice(0, limit)
          .map((item) => ({ late: Number(item.sk?.N), item })),
      createLocked: async (_scope, path, bytes) => {
        if (world.locked.has(path)) return false;
        world.locked.set(path, Buffer.from(bytes));
        return true;
      },
      readLocked: async (_scope, path) => world.locked.get(path),
      listLocked: async function* (_scope, prefix, after) {
        yield* [...world.locked.keys()].filter((path) => path.startsWith(prefix) && path > after).sort();
      },
      writeStaging: async (_scope, name, bytes) => {
        world.staging.set(name, Buffer.from(bytes));
      },
      readStaging: async (_scope, name) => world.staging.get(name),
      writeLive: async (_scope, path, bytes) => {
        world.live.set(path, Buffer.from(bytes));
      },
      publicKeys: async () => [{ type: 'ed25519', publicKey: RAW_KEY }],
      sign: signWithLogKey,
      report: async (subject, details) => {
        world.reports.push({ subject, details });
      },
    },
    lane(number) {
      const writer = world.lanes.get(number) ?? laneWriter(number);
      world.lanes.set(number, writer);
      return writer;
    },
    withFault(fault) {
      let number = 0;
      const ports = Object.fromEntries(
        Object.entries(world.ports).map(([name, port]) => [
          name,
          name === 'listLocked' ? port : (...args: never[]) => fault({ number: number++, name }, () => port(...args)),
        ]),
      );
      return { ports: ports as unknown as ArchivePorts, calls: () => number };
    },
    async run({ ports = world.ports, now = NOON, lanes = [...world.lanes.keys()] } = {}) {
      await archiveScope(ports, SCOPE, { origin: ORIGIN, lanes, keepGoing: () => true });
      await publish(ports, SCOPE, now);
    },
  };
  return world;
}

/** Every object of the locked bucket, by path, as one comparable value. */
export const bytesOf = (world: World): Record<string, string> =>
  Object.fromEntries([...world.locked].sort().map(([path, bytes]) => [path, bytes.toString('base64')]));

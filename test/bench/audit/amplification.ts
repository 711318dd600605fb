/**
 * What the archiver asks of AWS for each event, counted at its ports: one port is one request, but for a listing, which
 * is one for each thousand keys. The public key is fetched once by each environment, and not counted. Steady state: the average over many batches, so that tiles and bundles are in it.
 */
import type { Item } from '../../../lambdas/log/lane-row.ts';
import type { ArchivePorts } from '../../../lambdas/log/ports.ts';
import { makeWorld, NOON, type World } from '../../lambdas/log/support/memory-archive.ts';
import { PRICES } from '../prices.ts';
import { rowBytes } from './row-bytes.ts';

/** Events that come together, and how many such batches are measured. */
export const BATCHES = [
  { events: 1, batches: 512 },
  { events: 20, batches: 128 },
  { events: 500, batches: 32 },
] as const;

/** What the log holds before: its tree has an upper level. */
const EVENTS_BEFORE = 1_000;

const KINDS = {
  readHead: 'DynamoDB reads',
  readLane: 'DynamoDB reads',
  readGap: 'DynamoDB reads',
  replaceHead: 'DynamoDB writes',
  writeBatches: 'DynamoDB writes',
  createLocked: 'S3 PUT, locked bucket',
  writeStaging: 'S3 PUT, live bucket',
  writeLive: 'S3 PUT, live bucket',
  readLocked: 'S3 GET',
  listLocked: 'S3 LIST',
  readStaging: 'S3 GET',
  sign: 'KMS',
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];
export const REQUESTS = [...new Set(Object.values(KINDS))];

export interface Amplification {
  readonly events: number;
  /** For each event. */
  readonly requests: Readonly<Record<Kind, number>>;
  readonly bytes: { readonly event: number; readonly locked: number; readonly live: number };
  /** What the requests ask for a million events, by `prices.ts`; storage is not in it. */
  readonly dollars: number;
}

const PRICE: Readonly<Record<Kind, number>> = {
  'DynamoDB reads': PRICES.dynamodbReadUnit,
  'DynamoDB writes': PRICES.dynamodbWriteUnit,
  'S3 PUT, locked bucket': PRICES.s3Put,
  'S3 PUT, live bucket': PRICES.s3Put,
  'S3 GET': PRICES.s3Get,
  'S3 LIST': PRICES.s3Put,
  KMS: PRICES.kmsSign,
};

/** A strongly consistent read is a unit for each 4 KB, a write one for each KB; heads and batch maps are small rows. */
const READ_UNIT_BYTES = 4_096;

const rowsOf = (answer: unknown): readonly { readonly item?: Item }[] =>
  (answer as { rows?: readonly { readonly item?: Item }[] } | undefined)?.rows ?? [];

function counted(world: World) {
  const requests = Object.fromEntries(REQUESTS.map((kind) => [kind, 0])) as Record<Kind, number>;
  const bytes = { locked: 0, live: 0 };
  /** Of reads beyond the first unit of each. */
  let more = 0;
  const count = (kind: Kind) => {
    requests[kind]++;
  };
  const through = Object.entries(KINDS).map(([name, kind]) => {
    const port = world.ports[name as keyof typeof KINDS] as (...args: unknown[]) => unknown;
    return [
      name,
      (...args: unknown[]) => {
        count(kind);
        const body = args.find((arg) => arg instanceof Uint8Array);
        if (kind === 'S3 PUT, locked bucket') bytes.locked += body?.length ?? 0;
        if (kind === 'S3 PUT, live bucket') bytes.live += body?.length ?? 0;
        const answer = port(...args);
        if (name !== 'readLane') return answer;
        return (answer as Promise<unknown>).then((page) => {
          const read = rowsOf(page).reduce((sum, { item }) => sum + (item ? rowBytes(item) : 0), 0);
          more += Math.max(0, Math.ceil(read / READ_UNIT_BYTES) - 1);
          return page;
        });
      },
    ];
  });
  const ports: ArchivePorts = { ...world.ports, ...Object.fromEntries(through) };
  const dollars = () =>
    REQUESTS.reduce((sum, kind) => sum + requests[kind] * PRICE[kind], 0) + more * PRICES.dynamodbReadUnit;
  return { ports, requests, bytes, dollars };
}

/** @param signed whether each batch is followed by a checkpoint, as when batches are a minute apart. */
export async function amplification(events: number, batches: number, signed: boolean): Promise<Amplification> {
  const world = makeWorld();
  const lane = world.lane(0);
  lane.add(EVENTS_BEFORE);
  await world.run({ now: NOON });
  const { ports, requests, bytes, dollars } = counted(world);
  for (let batch = 1; batch <= batches; batch++) {
    lane.add(events);
    await world.run({ ports, now: signed ? new Date(NOON.getTime() + batch * 60_000) : NOON });
  }
  const all = events * batches;
  const stored = lane.items.slice(EVENTS_BEFORE).reduce((sum, item) => sum + rowBytes(item), 0);
  return {
    events,
    requests: Object.fromEntries(REQUESTS.map((kind) => [kind, requests[kind] / all])) as Record<Kind, number>,
    bytes: { event: stored / all, locked: bytes.locked / all, live: bytes.live / all },
    dollars: (dollars() / all) * 1e6,
  };
}

/**
 * A log of as many events as one likes, archived in memory as the archiver does it, and ports to walk over it. What each
 * event says is the test's.
 */
import type { CipherKey } from 'node:crypto';
import { type EventContext, makeLeaf, makePayload } from '../../../lambdas/audit/event.ts';
import { GENESIS, hash } from '../../../lambdas/audit/leaf.ts';
import type { Criteria } from '../../../lambdas/breach/criteria.ts';
import type { Pin, WalkPorts } from '../../../lambdas/breach/walk.ts';
import { openCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { readEntries } from '../../../lambdas/log/committed-entries.ts';
import { formatVkey } from '../../../lambdas/log/note.ts';
import { padded } from '../../../lambdas/log/segment.ts';
import { newId } from '../../../lambdas/shared/ids.ts';
import { SCOPE } from '../log/support/lane-rows.ts';
import { LOG_KEY, later, makeWorld, type World } from '../log/support/memory-archive.ts';

const PROJECT = 'proj_01JD0000000000000000000000';
/** Of everybody, for tests that destroy one leave it out of `keysOf`. */
const SUBJECT_KEY = Buffer.alloc(32, 7);

export interface Made {
  readonly timeMs: number;
  readonly type: string;
  readonly actor: { readonly type: string; readonly id: string };
  readonly target: { readonly type: string; readonly id: string };
  readonly session?: string;
  readonly outcome?: 'success' | 'failure' | 'denied';
  readonly detail?: Record<string, unknown>;
  /** What is sealed for whom. */
  readonly subjects?: Readonly<Record<string, Record<string, string>>>;
}

export interface GoldenLog {
  readonly world: World;
  /** Appends events, in the order of time. */
  add(events: Iterable<Made>): void;
  /** Archives and signs what was added. */
  archive(minutes?: number): Promise<void>;
  ports(destroyed?: readonly string[]): WalkPorts;
  pin(): Pin;
}

export function goldenLog(): GoldenLog {
  const world = makeWorld();
  const { items } = world.lane(0);
  let prev = GENESIS;

  function add(events: Iterable<Made>): void {
    for (const { timeMs, type, actor, target, session, outcome, detail, subjects = {} } of events) {
      const now = new Date(timeMs);
      const id = newId('event', now);
      const principal = { kind: 'operator', projectId: PROJECT, userId: actor.id, sessionId: session } as const;
      const context = { principal, requestId: 'req_test', ip: undefined, userAgent: undefined, now };
      const draft = { type, target, actor, outcome, detail };
      const sealed = Object.entries(subjects).map(([subject, content]) => ({ id: subject, key: SUBJECT_KEY, content }));
      const payload = makePayload(id, draft as never, context as unknown as EventContext, sealed);
      const leaf = makeLeaf(id, type as never, now, { scope: SCOPE, lane: 0, seq: items.length, prev }, payload);
      prev = hash(leaf);
      items.push({
        pk: { S: `${SCOPE}#0` },
        sk: { N: String(items.length) },
        id: { S: id },
        idx: { S: `${PROJECT}#0` },
        leaf: { S: leaf },
        public: { S: payload.public },
        blocks: { M: Object.fromEntries(Object.entries(payload.blocks).map(([name, B]) => [name, { B }])) },
      });
    }
  }

  function pin(): Pin {
    const size = world.head?.signed?.size ?? 0;
    const checkpoint = String(world.locked.get(`checkpoints/${padded(size)}`));
    const { origin, root } = openCheckpoint(checkpoint, [LOG_KEY]);
    return { origin, size, root: Buffer.from(root).toString('base64'), checkpoint, keys: [formatVkey(LOG_KEY)] };
  }

  return {
    world,
    add,
    archive: (minutes = 0) => world.run({ now: later(minutes) }),
    pin,
    ports: (destroyed = []) => ({
      pin: async (_scope: string, _criteria: Criteria) => pin(),
      readCommitted: (scope, from) => readEntries(world.ports, scope, from),
      keysOf: async (people) =>
        new Map(people.flatMap((id): [string, CipherKey][] => (destroyed.includes(id) ? [] : [[id, SUBJECT_KEY]]))),
    }),
  };
}

export { SCOPE };

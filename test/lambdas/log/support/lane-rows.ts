/** Rows of lanes as `commit` writes them: real leaves, real payloads, sealed under a key of the test. */
import { type EventContext, makeLeaf, makePayload } from '../../../../lambdas/audit/event.ts';
import { GENESIS, hash } from '../../../../lambdas/audit/leaf.ts';
import type { Item } from '../../../../lambdas/log/lane-row.ts';

export const SCOPE = 'org_01JD0000000000000000000000';
export const ORIGIN = `auth.example.org/${SCOPE}`;
const SUBJECT_KEY = Buffer.alloc(32, 7);
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const idOf = (number: number): string => {
  const digits = Array.from({ length: 6 }, (_, i) => CROCKFORD[Math.floor(number / 32 ** (5 - i)) % 32]).join('');
  return `evt_01JD00000000000000${digits}00`;
};

export interface LaneWriter {
  readonly items: Item[];
  /** Appends events, one a millisecond from `time`. */
  add(count: number, time?: number): void;
}

let made = 0;

export function laneWriter(lane: number, scope: string = SCOPE): LaneWriter {
  const items: Item[] = [];
  let prev = GENESIS;
  return {
    items,
    add(count, time = 1_760_000_000_000 + items.length) {
      for (let i = 0; i < count; i++) {
        const id = idOf(made++);
        const context: EventContext = {
          principal: { kind: 'system', projectId: 'proj_01JD0000000000000000000000', name: 'test' },
          requestId: 'req_01JD0000000000000000000000',
          ip: undefined,
          userAgent: undefined,
          now: new Date(time + i),
        };
        const subject = {
          id: `user_${idOf(items.length % 50).slice(4)}`,
          key: SUBJECT_KEY,
          content: { ip: '192.0.2.7' },
        };
        const draft = {
          type: 'session.created',
          target: { type: 'session', id: `sess_${items.length}` },
          detail: { amr: ['pwd'], policy_version: 1 },
        } as const;
        const payload = makePayload(id, draft, context, [subject]);
        const leaf = makeLeaf(id, draft.type, context.now, { scope, lane, seq: items.length, prev }, payload);
        prev = hash(leaf);
        items.push({
          pk: { S: `${scope}#${lane}` },
          sk: { N: String(items.length) },
          id: { S: id },
          idx: { S: 'proj_01JD0000000000000000000000#0' },
          leaf: { S: leaf },
          public: { S: payload.public },
          blocks: { M: Object.fromEntries(Object.entries(payload.blocks).map(([name, B]) => [name, { B }])) },
        });
      }
    },
  };
}

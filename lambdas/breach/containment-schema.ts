/** The wire form of a containment: what may be asked for, and how far each measure is. */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import { kid, NAME_IT } from '../signing-key/signing-key-schema.ts';
import { isContaining, isIncomplete, MEASURES, STEP_STATES, type Step, TARGETS } from './containment.ts';

const ids = (kind: 'key' | 'client' | 'user' | 'organization') =>
  z.array(id(kind)).check(z.minLength(1), z.maxLength(100));
const reach = z.strictObject({
  users: z.optional(ids('user')),
  organizations: z.optional(ids('organization')),
  /** Everybody of the project. */
  project: z.optional(z.boolean()),
});

export const orderSchema = z
  .strictObject({
    /** Secret keys that are revoked. */
    api_keys: z.optional(ids('key')),
    /** Machine clients that are revoked. */
    clients: z.optional(ids('client')),
    /** `compromised`: no token under the key is good any more; `planned`: it stays good for its hour. */
    rotate_signing_keys: z.optional(z.enum(['compromised', 'planned'])),
    /** With `compromised`, and then required: which key. */
    signing_key: z.optional(kid),
    /** Accounts that nobody signs in to until they are enabled again. Operators are locked by name alone. */
    lock_accounts: z.optional(reach),
    /** People whose passkeys are suspended, and whose password, authenticator, codes and number are taken away. */
    credentials: z.optional(z.strictObject({ users: ids('user') })),
    /** Sessions that end at once. */
    sessions: z.optional(reach),
    /** Whether measures that were finished are done once more. */
    again: z.optional(z.boolean()),
  })
  .check(
    z.refine(({ rotate_signing_keys: why, signing_key }) => (why === 'compromised') === (signing_key !== undefined), {
      error: NAME_IT,
      path: ['signing_key'],
    }),
  );

export const containmentSchema = z.object({
  /** `incomplete`: nothing is left to do, and something was refused. */
  state: z.enum(['none', 'running', 'incomplete', 'done']),
  steps: z.array(
    z.object({
      kind: z.enum(MEASURES),
      target: z.object({ type: z.enum(TARGETS), id: z.string() }),
      state: z.enum(STEP_STATES),
      reason: z.nullable(z.string()),
      ordered_by: z.object({ type: z.enum(['operator', 'api_key']), id: z.string() }),
      ordered_at: time,
      finished_at: z.nullable(time),
      /** What it changed so far: accounts, credentials, keys. */
      count: z.int(),
      /** Operators that a lock of many left alone. */
      spared: z.int(),
    }),
  ),
});

export function presentContainment(journal: readonly Step[]): z.input<typeof containmentSchema> {
  const ended = isIncomplete(journal) ? 'incomplete' : journal.length > 0 ? 'done' : 'none';
  const state = isContaining(journal) ? 'running' : ended;
  const order = (step: Step) => MEASURES.indexOf(step.kind);
  return {
    state,
    steps: [...journal]
      .sort((a, b) => order(a) - order(b))
      .map((step) => ({
        kind: step.kind,
        target: step.target,
        state: step.state,
        reason: step.reason ?? null,
        ordered_by: step.orderedBy,
        ordered_at: step.orderedAt,
        finished_at: step.finishedAt ?? null,
        count: step.count,
        spared: step.spared,
      })),
  };
}

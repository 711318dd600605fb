/** Puts what is ordered into the journal of a breach, with an event, before any of it is done. */
import type { EventDraft } from '../audit/event.ts';
import type { Change } from '../shared/change.ts';
import type { OperatorPrincipal, SecretKeyPrincipal } from '../shared/principal.ts';
import { byOf } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Breach, noteOrder } from './breach.ts';
import { getBreachOf, putBreach } from './breach-store.ts';
import { type Measure, planSteps, refuseStep, type Step } from './containment.ts';
import { listSteps, putStep } from './containment-store.ts';
import { isBeyond } from './measures.ts';

/** Two statements with an event that names them all: an event's row stays small. */
const STEPS_AT_ONCE = 50;

interface Ordering {
  readonly principal: SecretKeyPrincipal | OperatorPrincipal;
  readonly now: Date;
  commit<const E extends 'conflict'>(
    changes: readonly Change<E>[],
    event: EventDraft<'breach.containment_ordered' | 'breach.step_finished'>,
  ): Promise<Result<unknown, E>>;
}

interface Planned {
  readonly before: Step | undefined;
  readonly after: Step;
}

const event = (breach: Breach, planned: readonly Planned[]): EventDraft<'breach.containment_ordered'> => ({
  type: 'breach.containment_ordered',
  target: { type: 'breach', id: breach.id },
  detail: { measures: planned.map(({ after: { kind, target } }) => ({ kind, target: { ...target } })) },
});

const refusal = (breach: Breach, { after: { kind, target } }: Planned): EventDraft<'breach.step_finished'> => ({
  type: 'breach.step_finished',
  target: { type: 'breach', id: breach.id },
  outcome: 'failure',
  reason: 'forbidden',
  detail: { kind, target: { ...target }, count: 0 },
});

/**
 * Nobody orders for themselves what would put them out, or an operator out whom they may not. The ring of keys is every
 * project's: it takes who may rotate it outside of a breach too.
 */
async function isForbidden({ principal }: Ordering, { after }: Planned): Promise<boolean> {
  if (after.kind === 'signing_key') return !principal.scopes.includes('signing_keys:write');
  const oneself = principal.kind === 'operator' && after.target.id === principal.userId;
  const may = principal.kind === 'secret_key' || principal.scopes.includes('operators:write');
  return isBeyond(after, may && !oneself);
}

type Ordered = Result<Breach, 'conflict' | 'breach_closed'>;

async function insertAllowed({ commit }: Ordering, breach: Breach, allowed: readonly Planned[]): Promise<Ordered> {
  let current = breach;
  for (let from = 0; from < allowed.length; from += STEPS_AT_ONCE) {
    const some = allowed.slice(from, from + STEPS_AT_ONCE);
    const next = noteOrder(current);
    const changes = [...some.map(({ before, after }) => putStep(before, after)), ...putBreach(current, next)];
    const written = await commit(changes, event(breach, some));
    if (!written.ok) return written;
    current = next;
  }
  return ok(current);
}

async function orderOnce(
  call: Ordering,
  breach: Breach,
  measures: readonly Measure[],
  again: boolean,
): Promise<Ordered> {
  const { principal, now, commit } = call;
  if (breach.closed) return err('breach_closed');
  const journal = await listSteps(breach.id);
  const planned = planSteps({ measures, journal, again }, breach.id, byOf(principal), now);
  const forbidden = await Promise.all(planned.map((one) => isForbidden(call, one)));
  const inserted = await insertAllowed(
    call,
    breach,
    planned.filter((_, i) => !forbidden[i]),
  );
  if (!inserted.ok) return inserted;
  for (const one of planned.filter((_, i) => forbidden[i])) {
    const refused = { ...refuseStep(one.after, 'forbidden', now), version: one.after.version };
    const written = await commit([putStep(one.before, refused)], refusal(breach, one));
    if (!written.ok) return written;
  }
  return inserted;
}

/** Others change the breach meanwhile: then it is read again, and what is in the journal by then is not ordered twice. */
const TRIES = 4;

/** @param again whether what is finished is done once more. */
export async function orderMeasures(
  call: Ordering,
  first: Breach,
  measures: readonly Measure[],
  again: boolean,
): Promise<Ordered> {
  let breach: Breach | undefined = first;
  for (let attempt = 1; breach && attempt <= TRIES; attempt++) {
    const ordered = await orderOnce(call, breach, measures, again);
    if (ordered.ok || ordered.error !== 'conflict') return ordered;
    breach = await getBreachOf(first.projectId, first.id);
  }
  return err('conflict');
}

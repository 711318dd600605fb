/**
 * Carries out what was ordered to contain a breach, by whoever has the time: the request that orders it, or the clock.
 * What a measure changes, its line in the journal and the events of both are one transaction, so of all who are stopped,
 * wherever it is, the next one goes on; and of two who work at once, one writes.
 */
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { Result } from '../shared/result.ts';
import { type Breach, reach } from './breach.ts';
import { getBreach, putBreach } from './breach-store.ts';
import {
  finishStep,
  isContaining,
  isIncomplete,
  nameOf,
  pendingOf,
  progressStep,
  refuseStep,
  type Step,
} from './containment.ts';
import { listSteps, putStep } from './containment-store.ts';
import type { Deed, Told } from './deed.ts';
import { lockPage } from './lock-many.ts';
import { prepareMeasure } from './measures.ts';

type Drafts = EventDraft<Told | 'breach.step_finished' | 'breach.step_progressed' | 'breach.contained'>;

export interface Worker {
  readonly project: Project;
  readonly commit: <const E extends ErrorCode>(
    changes: readonly Change<E>[],
    events: readonly [Drafts, ...Drafts[]],
  ) => Promise<Result<unknown, E>>;
  /** Whether there is time for one more transaction. */
  readonly keepGoing: () => boolean;
  /** Who ordered it, where the one who works is not the one who asked. */
  readonly inTheNameOf?: (step: Step) => Step['orderedBy'];
}

/** Others change the same things: then they are read again. */
const TRIES = 5;

function finished(step: Step): EventDraft<'breach.step_finished'> {
  const { breachId, kind, target, state, reason, count, spared } = step;
  const detail = { kind, target: { ...target }, count, ...(spared > 0 && { spared }) };
  const about = { type: 'breach.step_finished', target: { type: 'breach', id: breachId }, detail } as const;
  return state === 'refused' ? { ...about, outcome: 'failure', reason: reason ?? 'unavailable' } : about;
}

const progressed = ({ breachId, kind, target, count }: Step): EventDraft<'breach.step_progressed'> => ({
  type: 'breach.step_progressed',
  target: { type: 'breach', id: breachId },
  detail: { kind, target: { ...target }, count },
});

async function write(worker: Worker, before: Step, after: Step, { changes, events }: Pick<Deed, 'changes' | 'events'>) {
  const [first, ...others] = [...events, ...(after.state === 'pending' ? [] : [finished(after)])];
  const by = worker.inTheNameOf?.(before);
  const named = (event: Drafts): Drafts => (by ? { ...event, actor: by } : event);
  const noted = [named(first ?? progressed(after)), ...others.map(named)] as const;
  return (await worker.commit([...changes, putStep(before, after)], noted)).ok;
}

const NONE = { changes: [], events: [] };

/** Page after page until one has somebody to lock; how far that is, is written with it, or when the time is over. */
async function walk(worker: Worker, step: Step): Promise<boolean> {
  let [cursor, spared] = [step.cursor, 0];
  while (worker.keepGoing()) {
    const now = new Date();
    const page = await lockPage({ ...step, cursor }, worker.project, now);
    if (!page.ok) return write(worker, step, refuseStep(step, page.error, now), NONE);
    spared += page.value.spared;
    const { cursor: next, count } = page.value;
    if (next === undefined)
      return write(worker, step, finishStep({ ...step, spared: step.spared + spared }, count, now), page.value);
    cursor = next;
    if (count > 0) return write(worker, step, progressStep(step, next, { count, spared }), page.value);
  }
  if (cursor === undefined || cursor === step.cursor) return true;
  return write(worker, step, progressStep(step, cursor, { count: 0, spared }), NONE);
}

/** @returns whether it was written; where it was not, somebody else changed something, and it is read again. */
async function take(worker: Worker, step: Step): Promise<boolean> {
  const now = new Date();
  const preparing = prepareMeasure(step, worker.project, now);
  if (!preparing) return walk(worker, step);
  const prepared = await preparing;
  if (!prepared.ok) return write(worker, step, refuseStep(step, prepared.error, now), NONE);
  const { count, more } = prepared.value;
  const after = more ? progressStep(step, step.target.id, { count, spared: 0 }) : finishStep(step, count, now);
  const written = await write(worker, step, after, prepared.value);
  if (written) await prepared.value.afterwards?.();
  return written;
}

/** Once every measure is done, and not since it was noted last. */
async function noteContained(worker: Worker, breachId: string, journal: readonly Step[]): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const breach: Breach | undefined = await getBreach(breachId);
    const last =
      journal
        .map(({ finishedAt }) => finishedAt ?? '')
        .sort()
        .at(-1) ?? '';
    if (!breach || journal.length === 0 || (breach.reached.contained ?? '') >= last) return;
    const after = reach(breach, 'contained', new Date());
    if (!after.ok) return;
    const event: EventDraft<'breach.contained'> = {
      type: 'breach.contained',
      target: { type: 'breach', id: breachId },
      detail: { done: journal.length, refused: 0 },
    };
    if ((await worker.commit(putBreach(breach, after.value), [event])).ok) return;
  }
}

/**
 * A measure that fails keeps no other back: it stays pending, and the clock takes it up again.
 * @returns the journal as it was left.
 * @throws what the first measure failed with, after all the others.
 */
export async function carryOut(worker: Worker, breachId: string): Promise<Step[]> {
  const failed = new Map<string, unknown>();
  const leftOf = (steps: readonly Step[]) => pendingOf(steps).filter((step) => !failed.has(nameOf(step)));
  let journal = await listSteps(breachId);
  for (let misses = 0; leftOf(journal).length > 0 && misses < TRIES && worker.keepGoing(); ) {
    let missed = false;
    for (const step of leftOf(journal)) {
      if (!worker.keepGoing()) break;
      try {
        missed = !(await take(worker, step)) || missed;
      } catch (error) {
        failed.set(nameOf(step), error);
      }
    }
    misses = missed ? misses + 1 : 0;
    journal = await listSteps(breachId);
  }
  for (const error of failed.values()) throw error;
  if (!isContaining(journal) && !isIncomplete(journal)) await noteContained(worker, breachId, journal);
  return journal;
}

/**
 * What is done to contain a breach: a journal of measures, each of which is done once, by whoever comes to it. Pure.
 * Doors are closed from the outside in: keys of servers first, what people hold next, and sessions last, so that nothing
 * that is still good makes a new one.
 */
export const MEASURES = ['api_key', 'client', 'signing_key', 'lock', 'credentials', 'sessions'] as const;
export type MeasureKind = (typeof MEASURES)[number];

export const TARGETS = ['api_key', 'client', 'deployment', 'user', 'organization', 'project'] as const;
export interface Target {
  readonly type: (typeof TARGETS)[number];
  readonly id: string;
}

export interface Measure {
  readonly kind: MeasureKind;
  readonly target: Target;
}

export const STEP_STATES = ['pending', 'done', 'refused'] as const;

/** A measure in the journal of a breach. */
export interface Step extends Measure {
  readonly breachId: string;
  readonly state: (typeof STEP_STATES)[number];
  /** Why it was refused: an error code. */
  readonly reason?: string | undefined;
  readonly orderedBy: { readonly type: 'operator' | 'api_key'; readonly id: string };
  /** RFC 3339, as the time below. */
  readonly orderedAt: string;
  readonly finishedAt?: string | undefined;
  /** How many things it changed so far: accounts, credentials, keys. */
  readonly count: number;
  /** Operators among the members of what is locked: they contain the breach. */
  readonly spared: number;
  /** Behind whom a walk goes on. */
  readonly cursor?: string | undefined;
  readonly version: number;
}

/** What a request may ask for; everything may be left out, and then what is pending goes on. */
export interface Order {
  readonly api_keys?: readonly string[] | undefined;
  readonly clients?: readonly string[] | undefined;
  readonly rotate_signing_keys?: 'compromised' | 'planned' | undefined;
  /** Which key is compromised. */
  readonly signing_key?: string | undefined;
  readonly lock_accounts?: Reach | undefined;
  readonly credentials?: { readonly users: readonly string[] } | undefined;
  readonly sessions?: Reach | undefined;
}
interface Reach {
  readonly users?: readonly string[] | undefined;
  readonly organizations?: readonly string[] | undefined;
  readonly project?: boolean | undefined;
}

const targets = (type: Target['type'], ids: readonly string[] = []): Target[] =>
  [...new Set(ids)].map((id) => ({ type, id }));

const reached = (reach: Reach | undefined, projectId: string): Target[] => [
  ...targets('user', reach?.users),
  ...targets('organization', reach?.organizations),
  ...(reach?.project ? targets('project', [projectId]) : []),
];

export function measuresOf(order: Order, projectId: string): Measure[] {
  const of: Record<MeasureKind, Target[]> = {
    api_key: targets('api_key', order.api_keys),
    client: targets('client', order.clients),
    // By its name, so that whoever goes on later retires the one that was meant and not the one that took its place.
    signing_key: order.rotate_signing_keys
      ? targets('deployment', [order.signing_key ?? order.rotate_signing_keys])
      : [],
    lock: reached(order.lock_accounts, projectId),
    credentials: targets('user', order.credentials?.users),
    sessions: reached(order.sessions, projectId),
  };
  return MEASURES.flatMap((kind) => of[kind].map((target) => ({ kind, target })));
}

export const nameOf = ({ kind, target }: Measure): string => `${kind} ${target.type} ${target.id}`;

const newStep = (measure: Measure, breachId: string, orderedBy: Step['orderedBy'], now: Date): Step => ({
  ...measure,
  breachId,
  state: 'pending',
  orderedBy,
  orderedAt: now.toISOString(),
  count: 0,
  spared: 0,
  version: 1,
});

/**
 * What of an order is not in the journal yet, or was refused, for somebody else may do it, or at another time; `again`: or
 * is done, and is to be done once more.
 */
export function planSteps(
  { measures, journal, again }: { measures: readonly Measure[]; journal: readonly Step[]; again: boolean },
  breachId: string,
  orderedBy: Step['orderedBy'],
  now: Date,
): { readonly before: Step | undefined; readonly after: Step }[] {
  const known = new Map(journal.map((step) => [nameOf(step), step]));
  return measures.flatMap((measure) => {
    const before = known.get(nameOf(measure));
    if (before?.state === 'pending' || (before?.state === 'done' && !again)) return [];
    return [{ before, after: { ...newStep(measure, breachId, orderedBy, now), version: (before?.version ?? 0) + 1 } }];
  });
}

/** How far a walk came. @param cursor the last one who was looked at. */
export const progressStep = (step: Step, cursor: string, more: { count: number; spared: number }): Step => ({
  ...step,
  cursor,
  count: step.count + more.count,
  spared: step.spared + more.spared,
  version: step.version + 1,
});

export const finishStep = (step: Step, count: number, now: Date): Step => ({
  ...step,
  state: 'done',
  count: step.count + count,
  finishedAt: now.toISOString(),
  version: step.version + 1,
});

export const refuseStep = (step: Step, reason: string, now: Date): Step => ({
  ...step,
  state: 'refused',
  reason,
  finishedAt: now.toISOString(),
  version: step.version + 1,
});

export const isContaining = (journal: readonly Step[]): boolean => journal.some(({ state }) => state === 'pending');

/** Whether something that was ordered could not be done: then the breach is not contained, whatever else was done. */
export const isIncomplete = (journal: readonly Step[]): boolean => journal.some(({ state }) => state === 'refused');

/** Those that wait, in the order in which doors are closed. */
export const pendingOf = (journal: readonly Step[]): Step[] =>
  MEASURES.flatMap((kind) => journal.filter((step) => step.kind === kind && step.state === 'pending'));

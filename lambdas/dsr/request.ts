/** A request about somebody's own data, from its receipt to its end: what it is, which steps follow, when it is due. */
import { err, ok, type Result } from '../shared/result.ts';
import { type Due, dueAfter, type Framework, type RequestKind, termOf } from './due-date.ts';

export const REQUEST_STATES = [
  'received',
  'verified',
  'in_progress',
  'extended',
  'completed',
  'denied',
  'withdrawn',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const STEPS = ['verify', 'start', 'extend', 'complete', 'deny', 'withdraw'] as const;
export type Step = (typeof STEPS)[number];

/** What a person is told of before, and once after, in this order. */
export const REMINDERS = ['week_before', 'day_before', 'overdue'] as const;
export type Reminder = (typeof REMINDERS)[number];

export interface SubjectRequest {
  readonly id: string;
  readonly projectId: string;
  readonly kind: RequestKind;
  readonly framework: Framework;
  readonly state: RequestState;
  /** Whose data; absent until it is known who asks. */
  readonly userId?: string | undefined;
  /** Who wrote it down. */
  readonly by: { readonly type: 'operator' | 'api_key'; readonly id: string };
  /** RFC 3339, as the times below. When it came, which may be before it was written down. */
  readonly receivedAt: string;
  /** IANA name; absent: the strictest (`due-date.ts`). */
  readonly timeZone?: string | undefined;
  readonly due: Due;
  readonly verifiedAt?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly extendedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** The newest that was sent for this due date. */
  readonly reminded?: Reminder | undefined;
  /** Who asked, and what they wrote, sealed under the key of the person or, where nobody is known, of the project. */
  readonly sealed: Uint8Array;
  readonly sealedFor: string;
  readonly version: number;
}

/** What of a request is personal, and kept under seal. */
export interface RequestContent {
  readonly requested_by: string;
  readonly notes?: string | undefined;
  /** What was said of a step, by the state that it led to. */
  readonly reasons?: Readonly<Record<string, string>> | undefined;
}

type Given = Pick<
  SubjectRequest,
  'id' | 'projectId' | 'kind' | 'framework' | 'userId' | 'by' | 'timeZone' | 'sealed' | 'sealedFor'
> & {
  /** When it came, where that was before now. */
  readonly receivedAt?: Date | undefined;
};

/** How it begins: as it came in; or as an administrative call carries it out, by somebody who knows whose data it is. */
type Beginning = 'received' | 'in_progress' | 'completed';

export function newRequest({ receivedAt, ...given }: Given, beginning: Beginning, now: Date): SubjectRequest {
  const at = now.toISOString();
  const came = receivedAt ?? now;
  const known = beginning !== 'received';
  return {
    ...given,
    state: beginning,
    receivedAt: came.toISOString(),
    due: dueAfter(termOf(given.framework, given.kind).first, came, given.timeZone),
    verifiedAt: known ? at : undefined,
    startedAt: known ? at : undefined,
    endedAt: beginning === 'completed' ? at : undefined,
    version: 1,
  };
}

const ENDS: readonly RequestState[] = ['completed', 'denied', 'withdrawn'];
export const isEnded = ({ state }: Pick<SubjectRequest, 'state'>): boolean => ENDS.includes(state);

/** From where a step may be taken, and where it leads. Nothing is extended, begun or given before it is known who asks. */
const FROM: Readonly<Record<Step, { readonly from: readonly RequestState[]; readonly to: RequestState }>> = {
  verify: { from: ['received'], to: 'verified' },
  start: { from: ['verified'], to: 'in_progress' },
  extend: { from: ['verified', 'in_progress'], to: 'extended' },
  complete: { from: ['verified', 'in_progress', 'extended'], to: 'completed' },
  deny: { from: ['received', 'verified', 'in_progress', 'extended'], to: 'denied' },
  withdraw: { from: ['received', 'verified', 'in_progress', 'extended'], to: 'withdrawn' },
};

/** Which member of a request keeps when a step was taken. */
const TIMES: Partial<Record<RequestState, 'verifiedAt' | 'startedAt' | 'extendedAt'>> = {
  verified: 'verifiedAt',
  in_progress: 'startedAt',
  extended: 'extendedAt',
};

/** The law gives more time once, and only to whoever says so before the first is over (45 CFR 164.524(b)(2)(ii)). */
export function takeStep(
  request: SubjectRequest,
  step: Step,
  now: Date,
): Result<SubjectRequest, 'wrong_state' | 'already_decided' | 'past_due'> {
  if (isEnded(request)) return err('already_decided');
  const { from, to } = FROM[step];
  if (!from.includes(request.state)) return err('wrong_state');
  const at = now.toISOString();
  const moved = { ...request, state: to, [TIMES[to] ?? 'endedAt']: at, version: request.version + 1 };
  if (step !== 'extend') return ok(moved);
  const { extended } = termOf(request.framework, request.kind);
  if (!extended) return err('wrong_state');
  if (now.getTime() > Date.parse(request.due.at)) return err('past_due');
  const due = dueAfter(extended, new Date(request.receivedAt), request.timeZone);
  return ok({ ...moved, due, reminded: undefined });
}

const DAY_MS = 24 * 60 * 60_000;
const BEFORE_MS: Readonly<Record<Reminder, number>> = { week_before: 7 * DAY_MS, day_before: DAY_MS, overdue: 0 };

/** The one that is due and was not sent. What a clock that stood still left out is not sent after a later one. */
export function reminderDue({ state, due, reminded }: SubjectRequest, now: Date): Reminder | undefined {
  if (isEnded({ state })) return undefined;
  const leftMs = Date.parse(due.at) - now.getTime();
  const newest = REMINDERS.findLast((one) => (one === 'overdue' ? leftMs < 0 : leftMs <= BEFORE_MS[one]));
  if (newest === undefined) return undefined;
  return reminded === undefined || REMINDERS.indexOf(newest) > REMINDERS.indexOf(reminded) ? newest : undefined;
}

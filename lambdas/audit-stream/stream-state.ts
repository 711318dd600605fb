/**
 * Rules of a stream's state: when a destination that failed is tried again, when a person is told, and when all of its
 * logs are looked at. A dead destination costs one try in each back-off, and waits for ever: nothing is dropped.
 */
import { OUTBOUND_FAILURES } from '../shared/outbound-url.ts';
import type { AuditStream } from './audit-stream.ts';

export const DELIVERY_FAILURES = [
  ...OUTBOUND_FAILURES,
  'redirected',
  'not_authorized',
  'rejected',
  'too_large',
  'rate_limited',
  'server_error',
  'not_acknowledged',
  'answer_not_understood',
  'role_not_assumed',
  'bucket_not_writable',
] as const;
export type DeliveryFailure = (typeof DELIVERY_FAILURES)[number];

export interface Failed {
  readonly code: DeliveryFailure;
  /** HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** How long the destination asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

export interface StreamState {
  /** Grows with each write, so that of two writers one wins. */
  readonly round: number;
  /** Of the stream that this is the state of: a stream that was changed is tried at once. */
  readonly version: number;
  /** In a row. */
  readonly failures: number;
  readonly failingSinceMs?: number | undefined;
  readonly nextAttemptMs: number;
  readonly lastFailure?:
    | { readonly code: DeliveryFailure; readonly status?: number; readonly atMs: number }
    | undefined;
  /** Whether the log tells that it fails. */
  readonly told: boolean;
  /** Logs that wait for what was refused of them, the one that was tried last at the end. */
  readonly refused?: readonly string[] | undefined;
  /** Whether something may be left that no doorbell will ring for. */
  readonly behind: boolean;
  /** When all logs were last looked at. */
  readonly sweptAtMs: number;
}

const FIRST_WAIT_MS = 30_000;
export const LONGEST_WAIT_MS = 60 * 60_000;
/** What is refused may be one event alone: the other logs of the stream must not wait for it longer than this. */
const LONGEST_OF_REFUSED_MS = 5 * 60_000;
/** A fifth more or less, so that many streams to one place do not come back together. */
const JITTER = 0.2;
/** After this many failures in a row, a quarter of an hour, the log tells of it. */
const TOLD_AFTER = 6;
/** A doorbell that nobody heard is made up for in this time. */
const SWEEP_EVERY_MS = 15 * 60_000;

export const freshState = ({ version }: Pick<AuditStream, 'version'>): StreamState => ({
  round: 0,
  version,
  failures: 0,
  nextAttemptMs: 0,
  told: false,
  behind: true,
  sweptAtMs: 0,
});

/** Many more would not fit into the row: then the oldest are tried as if they had not been refused. */
const REFUSED_KEPT = 1_000;

/** None of a stream that was changed: what was refused may be taken now, or was passed over. */
export const refusedOf = (
  state: StreamState | undefined,
  { version }: Pick<AuditStream, 'version'>,
): readonly string[] => (state?.version === version ? (state.refused ?? []) : []);

/** What nobody refused yet comes first, then what was tried longest ago. */
export function inOrder<T extends { readonly scope: string }>(logs: readonly T[], refused: readonly string[]): T[] {
  const places = new Map(refused.map((scope, place) => [scope, place]));
  return logs.toSorted((a, b) => (places.get(a.scope) ?? -1) - (places.get(b.scope) ?? -1));
}

/** Of what was sent, and not of the destination. */
export const isRefusal = ({ code }: Pick<Failed, 'code'>): boolean => code === 'rejected' || code === 'too_large';

/** 30 s, doubled with each failure, an hour at most. @param random in [0, 1). */
export function waitAfter(failures: number, failure: Failed, random: number): number {
  const longest = isRefusal(failure) ? LONGEST_OF_REFUSED_MS : LONGEST_WAIT_MS;
  const doubled = Math.min(longest, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20));
  const spread = doubled * (1 + JITTER * (2 * random - 1));
  return Math.round(Math.min(longest, Math.max(spread, failure.retryAfterMs ?? 0)));
}

/** Whether it may be tried now. */
export const isDue = (state: StreamState, { version }: Pick<AuditStream, 'version'>, now: Date): boolean =>
  state.version !== version || state.nextAttemptMs <= now.getTime();

/** Whether the clock has to look at all of its logs. */
export const isSweepDue = (state: StreamState, stream: Pick<AuditStream, 'version'>, now: Date): boolean =>
  isDue(state, stream, now) &&
  (state.version !== stream.version || state.behind || now.getTime() - state.sweptAtMs >= SWEEP_EVERY_MS);

export function failed(
  state: StreamState,
  stream: Pick<AuditStream, 'version'>,
  failure: Failed,
  now: Date,
  random: number,
  refused: readonly string[] = [],
): StreamState {
  const failures = (state.version === stream.version ? state.failures : 0) + 1;
  return {
    ...state,
    round: state.round + 1,
    version: stream.version,
    failures,
    failingSinceMs: failures === 1 ? now.getTime() : state.failingSinceMs,
    nextAttemptMs: now.getTime() + waitAfter(failures, failure, random),
    lastFailure: {
      code: failure.code,
      ...(failure.status !== undefined && { status: failure.status }),
      atMs: now.getTime(),
    },
    told: state.told || failures >= TOLD_AFTER,
    refused: refused.slice(-REFUSED_KEPT),
    behind: true,
  };
}

/** Something was taken: it works again. What is left of other logs is the clock's, at once. */
export const succeeded = (state: StreamState, stream: Pick<AuditStream, 'version'>): StreamState => ({
  ...state,
  round: state.round + 1,
  behind: state.behind || state.version !== stream.version,
  version: stream.version,
  failures: 0,
  failingSinceMs: undefined,
  nextAttemptMs: 0,
  told: false,
  refused: [],
});

export const leftBehind = (state: StreamState): StreamState => ({ ...state, round: state.round + 1, behind: true });

/** All logs were looked at, and nothing was left. */
export const swept = (state: StreamState, stream: Pick<AuditStream, 'version'>, now: Date): StreamState => ({
  ...succeeded(state, stream),
  behind: false,
  sweptAtMs: now.getTime(),
});

/** `delayed`: something is not sent yet; that nothing was looked at yet is a delay too. */
export const HEALTH = ['healthy', 'delayed', 'failing', 'paused'] as const;
export type Health = (typeof HEALTH)[number];

export function healthOf(
  { status }: Pick<AuditStream, 'status'>,
  state: StreamState | undefined,
  behind: number,
): Health {
  if (status === 'paused') return 'paused';
  if (state && state.failures > 0) return 'failing';
  return !state || behind > 0 ? 'delayed' : 'healthy';
}

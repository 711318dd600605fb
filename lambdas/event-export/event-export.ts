/**
 * Exports of the log: asked for, written in the background, fetched by a link that works once. What is in one is fixed
 * when it is asked for: events of a filter, up to that moment.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject } from '../audit/block.ts';
import { timeOfId } from '../audit/event-query.ts';

export const FORMATS = ['csv', 'ndjson', 'fhir'] as const;
export type Format = (typeof FORMATS)[number];
/** What a file may be: events in the form that was asked for, or the bundle of one person (`dsr/`). */
export type FileFormat = Format | 'bundle';
export const STATUSES = ['running', 'completed', 'failed'] as const;

export interface EventExport {
  readonly id: string;
  readonly projectId: string;
  readonly format: FileFormat;
  /** The filter as it was asked for (`audit/filter-schema.ts`); of a bundle, whose it is and for which request. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly by: { readonly type: 'api_key' | 'operator'; readonly id: string };
  readonly status: (typeof STATUSES)[number];
  readonly createdAt: string;
  readonly completedAt?: string | undefined;
  /** Written so far, as far as the row tells; a run notes it when it begins. */
  readonly events: number;
  readonly bytes: number;
  /** Where the newest run began: events were looked at as far as this one. */
  readonly after?: string | undefined;
  /** Runs that were begun, and how many of the last ones got no further. */
  readonly runs: number;
  readonly idleRuns: number;
  /** Until when the newest run has it for itself, milliseconds. */
  readonly claimedUntilMs: number;
}

/** Of events, as `GET /v1/events` answers them. */
export type EventsFile = EventExport & { readonly format: Format };
export const isOfEvents = (one: EventExport): one is EventsFile => one.format !== 'bundle';

/** How far an export is, beside the file that it is written to. */
export interface Written {
  /** Of the multipart upload. */
  readonly uploadId: string;
  readonly parts: readonly { readonly tag: string; readonly sha256: string; readonly bytes: number }[];
  readonly events: number;
  /** The event after which to go on; absent before the first page and after the last. */
  readonly after?: string | undefined;
  /** Whether all is written, and the file has but to be put together. */
  readonly ended: boolean;
  /** Where that lies which is no part yet: S3 takes none that is smaller than 5 MiB, but for the last. */
  readonly rest?: string | undefined;
  /** What whoever writes it has to know of what was written. */
  readonly state?: JsonObject | undefined;
}

/** The file, and every link to it. The bucket forgets it a day later at the latest. */
const LIFE_MS = 24 * 60 * 60_000;
/** As long as the function may take. */
const CLAIM_MS = 60_000;
/** Runs that get no further until the export is given up. */
const IDLE_MOST = 5;
/** Part of an upload, but for the last (S3). */
export const PART_BYTES = 5 * 1024 * 1024;

export const expiryOf = ({ completedAt }: EventExport): number | undefined =>
  completedAt === undefined ? undefined : Date.parse(completedAt) + LIFE_MS;

export const isThere = (one: EventExport, now: Date): boolean =>
  one.status === 'completed' && now.getTime() < (expiryOf(one) ?? 0);

/** What a run may do with it: go on, leave it to whoever has it, or give it up. */
export function judgeRun(one: EventExport, now: Date): 'run' | 'leave' | 'give_up' {
  if (one.status !== 'running' || now.getTime() < one.claimedUntilMs) return 'leave';
  return one.idleRuns >= IDLE_MOST ? 'give_up' : 'run';
}

/** Time left for the page that was begun, for putting the file together and for its event. */
const RESERVE_MS = 20_000;
/** How long one is written on while others wait for their turn. */
const TURN_MS = 10_000;

/** Whether there is time for one more page, asked again and again. @param leftMs of the run. */
export function timeOfTurn(leftMs: () => number, waiting: () => number): () => boolean {
  let began: number | undefined;
  return () => {
    const left = leftMs();
    began ??= left;
    return left > RESERVE_MS && (waiting() === 0 || began - left < TURN_MS);
  };
}

/**
 * One of each project, then the second of each, and so on: whoever asks for many keeps nobody waiting.
 * @param start another one each time: what one run does not reach, a later one begins with.
 */
export function inTurns(all: readonly Pick<EventExport, 'id' | 'projectId'>[], start: number): string[] {
  const turns = new Map<string, number>();
  const ranked = [...all.slice(start), ...all.slice(0, start)].map(({ id, projectId }) => {
    const turn = turns.get(projectId) ?? 0;
    turns.set(projectId, turn + 1);
    return { id, turn };
  });
  return ranked.sort((a, b) => a.turn - b.turn).map(({ id }) => id);
}

/** Exports of one project that are written at once. */
export const UNFINISHED_MOST = 5;

export const newExport = <F extends FileFormat>(
  asked: Pick<EventExport, 'id' | 'projectId' | 'filter' | 'by'> & { readonly format: F },
  now: Date,
): EventExport & { readonly format: F } => ({
  ...asked,
  status: 'running',
  createdAt: now.toISOString(),
  events: 0,
  bytes: 0,
  runs: 0,
  idleRuns: 0,
  claimedUntilMs: 0,
});

/** @param written what is written by now. A run that looked far and found nothing got further too. */
export function claim(one: EventExport, written: Written | undefined, now: Date): EventExport {
  const { events = 0, after } = written ?? {};
  const idle = one.runs > 0 && events <= one.events && after === one.after;
  return {
    ...one,
    runs: one.runs + 1,
    idleRuns: idle ? one.idleRuns + 1 : 0,
    events,
    after,
    claimedUntilMs: now.getTime() + CLAIM_MS,
  };
}

/** Events are written newest first, so the time that they have reached tells how much is left. */
export function percentOf(one: EventExport, written: Written | undefined, startMs: number): number {
  if (one.status === 'completed' || written?.ended) return one.status === 'completed' ? 100 : 99;
  if (written?.after === undefined) return 0;
  const end = Date.parse(one.createdAt);
  const done = (end - timeOfId(written.after)) / Math.max(1, end - startMs);
  return Math.max(0, Math.min(99, Math.floor(done * 100)));
}

const TOKEN = /^xdl_([0-9A-HJKMNP-TV-Z]{26})_[A-Za-z0-9_-]{43}$/;

/** 256 bits, and the project that they belong to: a browser that opens a link sends no header. */
export const newLinkToken = (projectId: string): string =>
  `xdl_${projectId.slice('proj_'.length)}_${randomBytes(32).toString('base64url')}`;

export function projectOfLink(token: unknown): string | undefined {
  const [, project] = (typeof token === 'string' && TOKEN.exec(token)) || [];
  return project && `proj_${project}`;
}

export const hashOfLink = (token: string): string => createHash('sha256').update(token).digest('base64url');

export interface ExportLink {
  readonly hash: string;
  readonly projectId: string;
  readonly exportId: string;
  readonly status: 'open' | 'used';
  readonly expiresAtMs: number;
}

export const isOpen = ({ status, expiresAtMs }: ExportLink, now: Date): boolean =>
  status === 'open' && now.getTime() < expiresAtMs;

export const folderOf = ({ projectId, id }: Pick<EventExport, 'projectId' | 'id'>): string =>
  `exports/${projectId}/${id}/`;
/** AuditEvents are a line each too. */
const ENDINGS: Readonly<Record<FileFormat, string>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  fhir: 'fhir.ndjson',
  bundle: 'bundle.json',
};
export const fileName = ({ id, format }: Pick<EventExport, 'id' | 'format'>): string =>
  `${format === 'bundle' ? 'subject' : 'events'}-${id}.${ENDINGS[format]}`;

/**
 * The only way to change state: the changes and their audit event in one transaction, or neither (audit-log.md §2–§3).
 * An event with no change is `commit([], event)`. When the event cannot be written, the request fails closed with 503.
 */
import { randomInt, randomUUID } from 'node:crypto';
import {
  type EventContext,
  type EventDraft,
  makeLeaf,
  makePayload,
  type OpenSubject,
  origin,
  originIsPublic,
  type Payload,
} from '../audit/event.ts';
import { appendStatements, type Head, readHead, readLeaf } from '../audit/lane-store.ts';
import { hash } from '../audit/leaf.ts';
import { unwrapSubjectKey } from '../audit/subject-key.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import { executeTransaction, type Statement } from './aws/transaction.ts';
import type { Change } from './change.ts';
import type { ErrorCode } from './errors.ts';
import { isId, newEventId } from './ids.ts';
import { err, ok, type Result } from './result.ts';

/** Tries on one lane before another is taken; then the caller gets `Unavailable`. */
const TRIES_PER_LANE = 8;
/** Retries of one transaction, with its token, when the answer was lost. */
const TRIES_PER_TOKEN = 3;
const HEADS_KEPT = 1_000;
const PROJECT_LANES = 16;

/** A dependency did not answer. The request may be tried again; nothing is half done. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

export interface Committed {
  readonly eventId: string;
}

/** Organizations have one lane, projects sixteen: sign-ups and keys of a whole project meet there. */
const lanesOf = (scope: string): number => (isId('organization', scope) ? 1 : PROJECT_LANES);

const pause = (attempt: number) =>
  new Promise((resolve) => setTimeout(resolve, randomInt(1, Math.min(200, 5 * 2 ** attempt) + 1)));

export type Commit = ReturnType<typeof createWriter>['commit'];

/**
 * A writer keeps one lane number and the heads it has seen, so that warm environments seldom meet.
 * Each Lambda environment has one; tests make many to stand for many environments.
 */
export function createWriter({ lanes = lanesOf }: { lanes?: (scope: string) => number } = {}) {
  const heads = new Map<string, Promise<Head>>();
  let lane = randomInt(PROJECT_LANES);

  function keep(key: string, head: Promise<Head>): Promise<Head> {
    heads.delete(key);
    heads.set(key, head);
    head.catch(() => heads.delete(key));
    const oldest = heads.size > HEADS_KEPT ? heads.keys().next().value : undefined;
    if (oldest !== undefined) heads.delete(oldest);
    return head;
  }

  /** Begins to read the head of the scope's lane, so that `commit` need not wait for it. Never rejects. */
  function prepare(scope: string): void {
    const number = lane % lanes(scope);
    keep(`${scope}#${number}`, readHead(scope, number, { eventual: true })).catch(() => undefined);
  }

  /** Runs the transaction until its fate is known. */
  async function settle(
    statements: readonly Statement[],
    place: { scope: string; lane: number; seq: number },
    leaf: string,
  ) {
    const token = randomUUID();
    for (let attempt = 0; ; attempt++) {
      const outcome = await executeTransaction(statements, token);
      if (outcome.kind !== 'unknown') return outcome;
      if (attempt === TRIES_PER_TOKEN) {
        if ((await readLeaf(place.scope, place.lane, place.seq)) === leaf) return { kind: 'applied' } as const;
        throw new Unavailable('the transaction did not answer', { cause: outcome.cause });
      }
      await pause(attempt);
    }
  }

  async function append<E extends ErrorCode>(
    projectId: string,
    changes: readonly Change<E>[],
    id: string,
    draft: EventDraft,
    context: EventContext,
    payload: Payload,
  ): Promise<Result<Committed, E>> {
    const scope = draft.organizationId ?? projectId;
    const count = lanes(scope);
    for (let attempt = 0; attempt < TRIES_PER_LANE * Math.min(count, 2); attempt++) {
      if (attempt === TRIES_PER_LANE) lane = (lane + 1) % PROJECT_LANES;
      const number = lane % count;
      const key = `${scope}#${number}`;
      const head = await (heads.get(key) ?? keep(key, readHead(scope, number)));
      const place = { scope, lane: number, seq: head.seq + 1 };
      const leaf = makeLeaf(id, draft.type, context.now, { ...place, prev: head.hash }, payload);
      const row = { leaf, public: payload.public, blocks: payload.blocks };
      const event = appendStatements(place, id, projectId, row);
      const outcome = await settle([...changes, ...event], place, leaf);
      if (outcome.kind === 'applied') {
        keep(key, Promise.resolve({ seq: place.seq, hash: hash(leaf) }));
        return ok({ eventId: id });
      }
      if (outcome.kind === 'refused') {
        const failed = changes[outcome.statements[0] ?? changes.length];
        if (failed) return err(failed.otherwise);
      }
      heads.delete(key);
      await pause(attempt);
    }
    throw new Unavailable(`lane of ${scope} is too busy`);
  }

  /** Each subject's key, and the place of the request's origin: with the acting person, else public, else the project's. */
  async function openSubjects(project: Project, draft: EventDraft, context: EventContext): Promise<OpenSubject[]> {
    const named = draft.subjects ?? [];
    const unplaced = !originIsPublic(context.principal) && !named.some(({ acting }) => acting);
    if (named.length === 0 && !unplaced) return [];
    const projectKey = await getDataKey(project);
    const open = named.map(({ id, wrappedKey, acting, content }) => ({
      id,
      key: unwrapSubjectKey(wrappedKey, projectKey, id),
      content: { ...content, ...(acting && origin(context)) },
    }));
    return unplaced ? [...open, { id: project.id, key: projectKey, content: origin(context) }] : open;
  }

  /** @throws Unavailable when the event cannot be written; then the change has not happened either. */
  async function commit<E extends ErrorCode>(
    project: Project,
    context: EventContext,
    changes: readonly Change<E>[],
    draft: EventDraft,
  ): Promise<Result<Committed, E>> {
    const id = newEventId(context.now);
    const payload = makePayload(id, draft, context, await openSubjects(project, draft, context));
    return append(project.id, changes, id, draft, context, payload);
  }

  return { commit, prepare };
}

/** The writer of this environment. */
export const writer = createWriter();

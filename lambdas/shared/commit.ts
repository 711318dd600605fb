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
import { type BackOff, createBackOff, pause, pauseAfter } from './back-off.ts';
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
  /** Of the first event, where there are several. */
  readonly eventId: string;
}

/** An event on its way into a lane: all that does not depend on its place there. */
interface Entry {
  readonly id: string;
  readonly draft: EventDraft;
  readonly payload: Payload;
}

/** Organizations have one lane, projects sixteen: sign-ups and keys of a whole project meet there. */
const lanesOf = (scope: string): number => (isId('organization', scope) ? 1 : PROJECT_LANES);

/** No further try begins after this, so that the answer comes before the function's own time is up. */
const DEADLINE_MS = 5_000;

/**
 * A writer keeps one lane number and the heads it has seen, so that warm environments seldom meet.
 * Each Lambda environment has one; tests make many to stand for many environments.
 */
export function createWriter({ lanes = lanesOf }: { lanes?: (scope: string) => number } = {}) {
  const heads = new Map<string, Promise<Head>>();
  let lane = randomInt(PROJECT_LANES);
  const backOffs = new Map<string, BackOff>();
  /** The newest commit of each scope, which the next one waits for: requests of one environment need not race. */
  const turns = new Map<string, Promise<unknown>>();

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
    leaf: string | undefined,
  ) {
    const token = randomUUID();
    let lost = false;
    for (let attempt = 0; ; attempt++) {
      const outcome = await executeTransaction(statements, token);
      if (outcome.kind === 'applied' || outcome.kind === 'refused') return outcome;
      // Once an answer was lost, only this token can tell what became of the transaction.
      if (outcome.kind === 'busy' && !lost) return outcome;
      lost = true;
      if (attempt === TRIES_PER_TOKEN) {
        if ((await readLeaf(place.scope, place.lane, place.seq)) === leaf) return { kind: 'applied' } as const;
        throw new Unavailable('the transaction did not answer');
      }
      await pauseAfter(attempt);
    }
  }

  async function append<E extends ErrorCode>(
    projectId: string,
    scope: string,
    changes: readonly Change<E>[],
    entries: readonly [Entry, ...Entry[]],
    now: Date,
  ): Promise<Result<Committed, E>> {
    const count = lanes(scope);
    const deadline = performance.now() + DEADLINE_MS;
    let registered: string | undefined;
    for (let attempt = 0; attempt < TRIES_PER_LANE * Math.min(count, 2) && performance.now() < deadline; attempt++) {
      if (attempt === TRIES_PER_LANE) lane = (lane + 1) % PROJECT_LANES;
      const number = lane % count;
      const key = `${scope}#${number}`;
      const backOff = backOffs.get(key) ?? createBackOff();
      const waitMs = backOff.milliseconds();
      if (waitMs > 0) {
        heads.delete(key);
        await pause(waitMs);
      }
      let head = await (heads.get(key) ?? keep(key, readHead(scope, number)));
      const first = { scope, lane: number, seq: head.seq + 1 };
      const leaves: string[] = [];
      const events = entries.flatMap(({ id, draft, payload }) => {
        const place = { scope, lane: number, seq: head.seq + 1 };
        const leaf = makeLeaf(id, draft.type, now, { ...place, prev: head.hash }, payload);
        head = { seq: place.seq, hash: hash(leaf) };
        leaves.push(leaf);
        const row = { leaf, public: payload.public, blocks: payload.blocks };
        return appendStatements(place, id, projectId, row, registered === key);
      });
      const outcome = await settle([...changes, ...events], first, leaves[0]);
      if (outcome.kind === 'applied') {
        keep(key, Promise.resolve(head));
        backOff.succeeded();
        if (backOff.milliseconds() === 0) backOffs.delete(key);
        return ok({ eventId: entries[0].id });
      }
      if (outcome.kind === 'refused') {
        const failed = changes[outcome.statements[0] ?? changes.length];
        if (failed) return err(failed.otherwise);
        // The statement behind the first event registers an empty lane: whoever put that row there, it is registered.
        if (first.seq === 0 && outcome.statements.includes(changes.length + 1)) registered = key;
      }
      heads.delete(key);
      backOff.failed();
      backOffs.set(key, backOff);
    }
    throw new Unavailable(`lane of ${scope} is too busy`);
  }

  /** Runs after the commits of the same scope that this environment has begun. */
  function inTurn<T>(scope: string, run: () => Promise<T>): Promise<T> {
    const turn = (turns.get(scope) ?? Promise.resolve()).then(run, run);
    turns.set(scope, turn);
    const leave = () => turns.get(scope) === turn && turns.delete(scope);
    turn.then(leave, leave);
    return turn;
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

  /**
   * Several events only where one request makes several things, such as a user, a passkey and a session: they follow
   * each other in one lane, so all of them name the same organization or none does.
   * @throws Unavailable when the events cannot be written; then the change has not happened either.
   */
  async function commit<E extends ErrorCode>(
    project: Project,
    context: EventContext,
    changes: readonly Change<E>[],
    events: EventDraft | readonly [EventDraft, ...EventDraft[]],
  ): Promise<Result<Committed, E>> {
    const [first, ...others] = 'type' in events ? [events] : events;
    if (others.some(({ organizationId }) => organizationId !== first.organizationId))
      throw new Error('the events of one commit belong to one log');
    const entry = async (draft: EventDraft): Promise<Entry> => {
      const id = draft.id ?? newEventId(context.now);
      return { id, draft, payload: makePayload(id, draft, context, await openSubjects(project, draft, context)) };
    };
    const entries = [await entry(first), ...(await Promise.all(others.map(entry)))] as const;
    const scope = first.organizationId ?? project.id;
    return inTurn(scope, () => append(project.id, scope, changes, entries, context.now));
  }

  return { commit, prepare };
}

/** The writer of this environment. */
export const writer = createWriter();

/**
 * Who those are whom a breach reached: from their account, or where that was deleted, from what their key still opens of
 * the log. Of somebody who was erased nothing is left to tell.
 */
import type { JsonObject } from '../audit/block.ts';
import type { EventRecord } from '../audit/event-query.ts';
import { searchEvents } from '../audit/search-events.ts';
import { subjectKeysFor } from '../audit/subject-keys.ts';
import type { Project } from '../project/project.ts';
import { findSubject } from '../user/find-subject.ts';
import { openedFor } from './criteria.ts';

export interface Identity {
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  /** `unknown`: their account is gone, and the log was not found to the end of it in time. */
  readonly account: 'current' | 'deleted' | 'erased' | 'unknown';
}

const NOBODY = { email: null, name: null, phone: null };
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A page of a search may hold nothing, and the next one all. */
const PAGES_MOST = 25;
/** People whose events are searched for at once. */
const AT_ONCE = 10;

/** `undefined` where there is none; `unknown` where the search came to no end. */
async function deletionOf(project: Project, id: string): Promise<EventRecord | undefined | 'unknown'> {
  const ends = { startMs: 0, endMs: Number.POSITIVE_INFINITY, limit: 1 };
  const asked = { ...ends, projectId: project.id, targetId: id, types: ['user.deleted'] };
  let after: string | undefined;
  for (let page = 0; page < PAGES_MOST; page++) {
    const found = await searchEvents({ ...asked, after });
    if (found.records[0] || found.after === undefined) return found.records[0];
    after = found.after;
  }
  return 'unknown';
}

/** As the account was when it was deleted. */
async function fromLog(project: Project, id: string): Promise<Identity> {
  const record = await deletionOf(project, id);
  if (record === 'unknown') return { ...NOBODY, account: 'unknown' };
  if (!record) return { ...NOBODY, account: 'deleted' };
  const keys = await subjectKeysFor(project, [record]);
  const before = openedFor(record, id, keys.get(id))?.before as JsonObject | undefined;
  return { email: text(before?.email), name: text(before?.name), phone: text(before?.phone), account: 'deleted' };
}

async function identityOf(project: Project, id: string): Promise<Identity> {
  const subject = await findSubject(project, id);
  if (!subject) return { ...NOBODY, account: 'erased' };
  const { user } = subject;
  if (!user) return fromLog(project, id);
  return { email: user.email, name: user.name ?? null, phone: user.phone ?? null, account: 'current' };
}

/** In the order of the ids. */
export async function identitiesOf(project: Project, ids: readonly string[]): Promise<Identity[]> {
  const found: Identity[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE)
    found.push(...(await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => identityOf(project, id)))));
  return found;
}

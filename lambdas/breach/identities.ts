/**
 * Who those are whom a breach reached: from their account, or where that was deleted, from what their key still opens of
 * the log. Of somebody who was erased nothing is left to tell.
 */
import type { JsonObject } from '../audit/block.ts';
import { searchEvents } from '../audit/search-events.ts';
import { subjectKeysFor } from '../audit/subject-keys.ts';
import type { Project } from '../project/project.ts';
import { findSubject } from '../user/find-subject.ts';
import { openedFor } from './criteria.ts';

export interface Identity {
  readonly email: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly account: 'current' | 'deleted' | 'erased';
}

const NOBODY = { email: null, name: null, phone: null };
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** As the account was when it was deleted. */
async function fromLog(project: Project, id: string): Promise<Identity> {
  const ends = { startMs: 0, endMs: Number.POSITIVE_INFINITY, after: undefined, limit: 1 };
  const asked = { ...ends, projectId: project.id, targetId: id, types: ['user.deleted'] };
  const [record] = (await searchEvents(asked)).records;
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
export const identitiesOf = (project: Project, ids: readonly string[]): Promise<Identity[]> =>
  Promise.all(ids.map((id) => identityOf(project, id)));

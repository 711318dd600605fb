/** A page of the log as the person it is about may read it, without proofs: for themselves, and not for a bundle. */
import { searchEvents } from '../audit/search-events.ts';
import { unwrapSubjectKey } from '../audit/subject-key.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import { lastRecoveryOf } from '../recovery/recovery-store.ts';
import { getAccount } from '../session/account-store.ts';
import type { ProvenEvent } from '../statement/proven-event.ts';
import { formerMembershipsOf } from './kept-store.ts';
import { aboutOf } from './person-events.ts';
import { pseudonymsOf, showEvent } from './redact.ts';

export interface LogPage {
  readonly events: Omit<ProvenEvent, 'proof'>[];
  /** Where the next page begins. */
  readonly cursor: string | undefined;
}

/** `undefined` where there is no such person any more. */
export async function readLogOf(
  project: Project,
  userId: string,
  span: { readonly until: number; readonly after: string | undefined; readonly limit: number },
): Promise<LogPage | undefined> {
  const [account, projectKey, former] = await Promise.all([
    getAccount(project.id, userId),
    getDataKey(project),
    formerMembershipsOf(userId),
  ]);
  if (!account) return undefined;
  const { user, wrappedKey, memberships } = account;
  const recovery = lastRecoveryOf(account);
  const ids = [...memberships, ...former].map(({ id }) => id);
  const person = {
    id: userId,
    projectId: project.id,
    own: new Set([userId, ...ids, ...(recovery === undefined ? [] : [recovery])]),
    email: user.email,
    key: wrappedKey && unwrapSubjectKey(wrappedKey, projectKey, userId),
  };
  const { records, after } = await searchEvents({
    projectId: project.id,
    about: aboutOf(person),
    types: [],
    startMs: 0,
    endMs: span.until,
    after: span.after,
    limit: span.limit,
  });
  const pseudonym = pseudonymsOf(projectKey, userId);
  return { events: records.map((record) => showEvent(record, person, pseudonym)), cursor: after };
}

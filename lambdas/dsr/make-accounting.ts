/** Makes an accounting of disclosures: reads, judges and signs; it changes nothing. */
import type { Json } from '../audit/block.ts';
import { unwrapSubjectKey } from '../audit/subject-key.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { signBundle } from '../statement/sign-statement.ts';
import type { FoundSubject } from '../user/find-subject.ts';
import { isFree, type Period } from './accounting.ts';
import { type AccountingDocument, accountingDocument } from './accounting-schema.ts';
import { collectDisclosures } from './collect-disclosures.ts';
import { getDisclosureList } from './disclosure-list-store.ts';
import { type Pseudonym, pseudonymsOf } from './redact.ts';
import type { SubjectRequest } from './request.ts';
import { listRequestsOf } from './request-store.ts';

/** When others were given before. */
const givenBefore = (requests: readonly SubjectRequest[]): string[] =>
  requests.flatMap(({ kind, state, endedAt }) =>
    kind === 'accounting' && state === 'completed' && endedAt ? [endedAt] : [],
  );

export async function makeAccounting(
  project: Project,
  { id, user }: FoundSubject,
  wrappedKey: Uint8Array,
  period: Period,
  request: SubjectRequest,
  now: Date,
): Promise<
  Result<{ document: AccountingDocument; bundle: Awaited<ReturnType<typeof signBundle>> }, 'accounting_too_long'>
> {
  const [list, before, projectKey] = await Promise.all([
    getDisclosureList(project.id),
    listRequestsOf(id),
    getDataKey(project),
  ]);
  const key = unwrapSubjectKey(wrappedKey, projectKey, id);
  const others = pseudonymsOf(projectKey, request.id);
  const pseudonym: Pseudonym = (one) => (one === id ? one : others(one));
  const entries = await collectDisclosures({ projectId: project.id, userId: id, key, list, period, pseudonym });
  if (!entries.ok) return err(entries.error);
  const named = { id, name: user?.name, email: user?.email };
  const free = isFree(givenBefore(before), now);
  const document = accountingDocument({ request, user: named, period, list, free }, entries.value, now);
  const facts = { entries: entries.value.length, request_id: request.id };
  const about = { type: 'user', id };
  const bundle = await signBundle(
    { kind: 'accounting', project_id: project.id, about, facts },
    { accounting: document as unknown as Json },
    now,
  );
  return ok({ document, bundle });
}

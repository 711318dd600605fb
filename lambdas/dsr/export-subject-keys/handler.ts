/**
 * Hands out the data keys of some people, so that an auditor opens their blocks in a copy of the archive. Not a route:
 * only whoever holds the AWS account may invoke it. The event names each of the people, and the keys leave only after it
 * is written. The project's own key is never among them: it opens every other.
 */
import { unwrapSubjectKey } from '../../audit/subject-key.ts';
import { getDataKey, getProject } from '../../project/project-store.ts';
import { writer } from '../../shared/commit.ts';
import { requireVariables } from '../../shared/environment.ts';
import { newId } from '../../shared/ids.ts';
import { triggers } from '../../triggers.ts';
import { getSubjectKeys } from '../../user/user-store.ts';
import { type ExportSubjectKeysAnswer, exportSubjectKeysRequest } from './request.ts';

requireVariables(triggers['dsr/export-subject-keys'].access);

export async function handler(
  event: unknown,
  { awsRequestId }: { awsRequestId: string },
): Promise<ExportSubjectKeysAnswer> {
  const { project_id, subjects, ticket, operator } = exportSubjectKeysRequest.parse(event);
  const now = new Date();
  const project = await getProject(project_id, now);
  if (!project) throw new Error('There is no such project.');
  const people = [...new Set(subjects)];
  const [projectKey, wrapped] = await Promise.all([getDataKey(project), getSubjectKeys(people)]);
  const found = people.flatMap((id, index) => {
    const wrappedKey = wrapped[index];
    if (!wrappedKey) return [];
    try {
      return [{ id, wrappedKey, key: unwrapSubjectKey(wrappedKey, projectKey, id).export().toString('base64url') }];
    } catch {
      // Wrapped under another project's key: nobody of this one.
      return [];
    }
  });
  const committed = await writer.commit(
    project,
    {
      principal: { kind: 'deployer', projectId: project.id, arn: operator },
      requestId: newId('request', now),
      ip: undefined,
      userAgent: `lambda:${awsRequestId}`,
      now,
    },
    [],
    {
      type: 'dsr.subject_keys.exported',
      target: { type: 'project', id: project.id },
      detail: { ticket, count: found.length },
      subjects: found.map(({ id, wrappedKey }) => ({ id, wrappedKey })),
    },
  );
  if (!committed.ok) throw new Error(committed.error);
  return { keys: Object.fromEntries(found.map(({ id, key }) => [id, key])) };
}

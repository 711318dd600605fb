/**
 * Makes a project and its first secret key. Not a route: only an operator's IAM identity may invoke it, because a
 * project cannot be asked for by anyone whom no project knows yet.
 */
import { newApiKey } from '../../api-key/api-key.ts';
import { insertApiKey } from '../../api-key/api-key-store.ts';
import { recorded } from '../../compliance/agreement-events.ts';
import { insertAgreement } from '../../compliance/agreement-store.ts';
import { createProjectKey } from '../../shared/aws/kms.ts';
import { writer } from '../../shared/commit.ts';
import { requireVariables } from '../../shared/environment.ts';
import { newId } from '../../shared/ids.ts';
import { SCOPES } from '../../shared/principal.ts';
import { triggers } from '../../triggers.ts';
import { insertProject } from '../project-store.ts';
import { settingsFacts } from '../settings.ts';
import { firstAgreement } from './first-agreement.ts';
import { newProject } from './new-project.ts';
import { type CreateProjectAnswer, createProjectRequest } from './request.ts';

requireVariables(triggers['project/create-project'].access);

export async function handler(
  event: unknown,
  { awsRequestId }: { awsRequestId: string },
): Promise<CreateProjectAnswer> {
  const request = createProjectRequest.parse(event);
  const now = new Date();
  const id = newId('project', now);
  const { wrapped } = await createProjectKey(id);
  const project = newProject(id, request, wrapped, now);
  const { key, secret } = newApiKey({ name: 'first key', scopes: SCOPES, expiresAt: undefined }, project, now);
  const agreement = await firstAgreement(project, request, now);
  const committed = await writer.commit(
    project,
    {
      principal: { kind: 'deployer', projectId: id, arn: request.operator },
      requestId: newId('request', now),
      ip: undefined,
      userAgent: `lambda:${awsRequestId}`,
      now,
    },
    [insertProject(project), insertApiKey(key), ...(agreement ? [insertAgreement(agreement)] : [])],
    [
      {
        type: 'project.created',
        target: { type: 'project', id },
        detail: { name: project.name, environment: project.environment, settings: settingsFacts(project.settings) },
      },
      {
        type: 'api_key.created',
        target: { type: 'api_key', id: key.id },
        detail: { name: key.name, scopes: [...key.scopes] },
      },
      ...(agreement ? [recorded(agreement)] : []),
    ],
  );
  if (!committed.ok) throw new Error(committed.error);
  return { project_id: id, tenant_id: project.tenantId, key_id: key.id, secret };
}

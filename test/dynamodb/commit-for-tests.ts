/** Puts a row into a state that takes days to reach. Import `world.ts` first. */
import type { Clinic } from './people.ts';

const { getProject } = await import('../../lambdas/project/project-store.ts');
const { writer } = await import('../../lambdas/shared/commit.ts');
type Change = import('../../lambdas/shared/change.ts').Change;

export async function commitForTests({ projectId }: Pick<Clinic, 'projectId'>, changes: readonly Change[]) {
  const now = new Date();
  const project = await getProject(projectId, now);
  if (!project) throw new Error('no project');
  const context = {
    principal: { kind: 'system', projectId, name: 'test' },
    requestId: 'req_test',
    ip: undefined,
    userAgent: undefined,
    now,
  } as const;
  const event = { type: 'api_key.revoked', target: { type: 'api_key', id: 'test' } } as const;
  const committed = await writer.commit(project, context, changes, event);
  if (!committed.ok) throw new Error(committed.error);
}

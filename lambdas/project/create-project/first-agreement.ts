/** The agreement that is recorded with a project, so that one can begin under the preset. */
import type * as z from 'zod/mini';
import { type Agreement, permitting } from '../../compliance/agreement.ts';
import { makeAgreement } from '../../compliance/make-agreement.ts';
import type { Project } from '../project.ts';
import type { createProjectRequest } from './request.ts';

/** @throws when it contradicts itself, or does not permit the preset that is asked for. */
export async function firstAgreement(
  project: Project,
  { agreement: terms, operator }: z.output<typeof createProjectRequest>,
  now: Date,
): Promise<Agreement | undefined> {
  if (!terms) return undefined;
  const made = await makeAgreement(project, terms, { type: 'deployer', id: operator }, [], undefined, now);
  if (!made.ok) {
    const wrong = made.error.errors?.map(({ path, message }) => `${path}: ${message}`) ?? [];
    throw new Error(`agreement: ${wrong.join('; ')}`);
  }
  if (project.settings.preset === 'hipaa' && !permitting([made.value], now))
    throw new Error('agreement: the preset hipaa takes one that is in force today');
  return made.value;
}

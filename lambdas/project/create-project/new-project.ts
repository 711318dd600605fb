/** The project that an operator's request describes. */
import type * as z from 'zod/mini';
import { newId } from '../../shared/ids.ts';
import { guardedAtStart } from '../first-guard.ts';
import type { Project } from '../project.ts';
import type { createProjectRequest } from './request.ts';

/** @param wrappedKey the project's data key under the deployment's, bound to `id`. */
export function newProject(
  id: string,
  request: z.output<typeof createProjectRequest>,
  wrappedKey: Uint8Array,
  now: Date,
): Project {
  const guarded = guardedAtStart(request);
  if (!guarded.ok) throw new Error('the request was not checked');
  return {
    id,
    tenantId: newId('tenant', now),
    name: request.name,
    environment: request.environment,
    relyingPartyId: request.relying_party_id,
    relyingPartyName: request.relying_party_name,
    origins: request.origins,
    ...guarded.value,
    version: 1,
    createdAt: now.toISOString(),
    wrappedKey,
  };
}

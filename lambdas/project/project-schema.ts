/** The wire form of a project, as its keys and operators see it. */
import * as z from 'zod/mini';
import { policySchema } from '../organization/policy-schema.ts';
import { id, time } from '../shared/vocabulary.ts';
import { changeable, type Project, SIGN_UPS } from './project.ts';
import { settingsSchema } from './settings-schema.ts';

export const projectSchema = z.object({
  id: id('project'),
  tenant_id: id('tenant'),
  name: z.string(),
  environment: z.enum(['live', 'test']),
  created_at: time,
  /** Of the calling key; null for an operator. */
  api_key_id: z.nullable(id('key')),
  tenant: z.object({ name: z.string() }),
  sign_up: z.enum(SIGN_UPS),
  policy: policySchema,
  settings: settingsSchema,
});

/** @param deployment the tenant's name. */
export const presentProject = (project: Project, keyId: string | undefined, deployment: string) => ({
  id: project.id,
  tenant_id: project.tenantId,
  environment: project.environment,
  created_at: project.createdAt,
  api_key_id: keyId ?? null,
  tenant: { name: deployment },
  ...(changeable(project) as Pick<z.input<typeof projectSchema>, 'name' | 'sign_up' | 'policy' | 'settings'>),
});

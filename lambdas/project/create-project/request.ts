/** What the operator's CLI sends to make a project, and what it gets back. */
import * as z from 'zod/mini';
import { policySchema } from '../../organization/policy-schema.ts';
import { text } from '../../shared/vocabulary.ts';

export const createProjectRequest = z.strictObject({
  name: text(100),
  environment: z.enum(['live', 'test']),
  /** WebAuthn relying party id: a registrable domain, or `localhost`. */
  relying_party_id: z.string().check(z.regex(/^[a-z0-9.-]{1,253}$/)),
  relying_party_name: text(100),
  origins: z
    .array(z.string().check(z.regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/)))
    .check(z.minLength(1), z.maxLength(20)),
  sign_up: z.enum(['open', 'closed']),
  policy: z.optional(policySchema),
  /** The caller's ARN as its tool knows it, for the audit event; Lambda does not tell who invoked, CloudTrail does. */
  operator: text(256),
});

export interface CreateProjectAnswer {
  readonly project_id: string;
  readonly tenant_id: string;
  readonly key_id: string;
  /** Shown once; only its SHA-256 is stored. */
  readonly secret: string;
}

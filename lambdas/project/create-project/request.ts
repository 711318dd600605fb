/** What the operator's CLI sends to make a project, and what it gets back. */
import * as z from 'zod/mini';
import { wholePolicySchema } from '../../organization/policy-schema.ts';
import { text } from '../../shared/vocabulary.ts';
import { contradictionIn, settingsOf } from '../settings.ts';
import { settingsSchema } from '../settings-schema.ts';

const request = z.strictObject({
  name: text(100),
  environment: z.enum(['live', 'test']),
  /** WebAuthn relying party id: a registrable domain, or `localhost`. */
  relying_party_id: z.string().check(z.regex(/^[a-z0-9.-]{1,253}$/)),
  relying_party_name: text(100),
  origins: z
    .array(z.string().check(z.regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/)))
    .check(z.minLength(1), z.maxLength(20)),
  sign_up: z.enum(['closed', 'verified', 'open']),
  policy: z.optional(wholePolicySchema),
  settings: z.optional(z.partial(settingsSchema)),
  /** The caller's ARN as its tool knows it, for the audit event; Lambda does not tell who invoked, CloudTrail does. */
  operator: text(256),
});

const contradiction = ({ settings, environment }: z.output<typeof request>) =>
  contradictionIn(settingsOf(settings, environment), environment);

export const createProjectRequest = request.check(
  z.refine((value) => contradiction(value) === undefined, {
    path: ['settings'],
    error: ({ input }) => contradiction(input as z.output<typeof request>),
  }),
);

export interface CreateProjectAnswer {
  readonly project_id: string;
  readonly tenant_id: string;
  readonly key_id: string;
  /** Shown once; only its SHA-256 is stored. */
  readonly secret: string;
}

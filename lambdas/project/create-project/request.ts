/** What the operator's CLI sends to make a project, and what it gets back. */
import * as z from 'zod/mini';
import { termsSchema } from '../../compliance/agreement-schema.ts';
import { wholePolicySchema } from '../../organization/policy-schema.ts';
import { text } from '../../shared/vocabulary.ts';
import { contradictionAtStart } from '../first-guard.ts';
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
  /** Recorded with the project: the preset `hipaa` takes one that is in force and permits it. */
  agreement: z.optional(termsSchema),
  /** The caller's ARN as its tool knows it, for the audit event; Lambda does not tell who invoked, CloudTrail does. */
  operator: text(256),
});

type Request = z.output<typeof request>;
const lacksAgreement = ({ settings, agreement }: Request): boolean =>
  settings?.preset === 'hipaa' && agreement?.permits_preset !== true;

export const createProjectRequest = request.check(
  z.refine((value) => contradictionAtStart(value) === undefined, {
    path: ['settings'],
    error: ({ input }) => contradictionAtStart(input as Request),
  }),
  z.refine((value) => !lacksAgreement(value), {
    path: ['agreement'],
    error: 'the preset hipaa takes an agreement that permits it',
  }),
);

export interface CreateProjectAnswer {
  readonly project_id: string;
  readonly tenant_id: string;
  readonly key_id: string;
  /** Shown once; only its SHA-256 is stored. */
  readonly secret: string;
}

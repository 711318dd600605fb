/** What the operator's CLI sends to make a project, and what it gets back. */
import * as z from 'zod/mini';
import { termsSchema } from '../../compliance/agreement-schema.ts';
import { type Guarded, turnPresetOn } from '../../compliance/preset.ts';
import { INHERIT, type Policy } from '../../organization/policy.ts';
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
  /** Recorded with the project: the preset `hipaa` takes one that is in force and permits it. */
  agreement: z.optional(termsSchema),
  /** The caller's ARN as its tool knows it, for the audit event; Lambda does not tell who invoked, CloudTrail does. */
  operator: text(256),
});

type Request = z.output<typeof request>;

/** A whole policy says nothing by a member that inherits. */
const saidIn = (policy: Policy = INHERIT) =>
  Object.fromEntries(
    Object.entries(policy).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(INHERIT[name as keyof Policy]),
    ),
  );

/** What the project guards from its first moment on: with the preset, whatever that asks for and nothing here says. */
export function guardedBy({ policy, settings, sign_up: signUp, environment }: Request) {
  const asked: Guarded = { signUp, policy: policy ?? INHERIT, settings: settingsOf(settings, environment) };
  return turnPresetOn(undefined, asked, { sign_up: signUp, policy: saidIn(policy), settings: settings ?? {} });
}

function contradiction(value: Request): string | undefined {
  const settings = contradictionIn(settingsOf(value.settings, value.environment), value.environment);
  if (settings !== undefined) return settings;
  const guarded = guardedBy(value);
  return guarded.ok ? undefined : `${guarded.error.join(', ')}: less than the preset hipaa asks for`;
}

const lacksAgreement = ({ settings, agreement }: Request): boolean =>
  settings?.preset === 'hipaa' && agreement?.permits_preset !== true;

export const createProjectRequest = request.check(
  z.refine((value) => contradiction(value) === undefined, {
    path: ['settings'],
    error: ({ input }) => contradiction(input as Request),
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

/** The wire form of a project's settings. Unknown members are refused: a misspelt safeguard is none. */
import * as z from 'zod/mini';
import { email, minutes } from '../shared/vocabulary.ts';

export const settingsSchema = z.strictObject({
  preset: z.enum(['none', 'hipaa']),
  two_person: z.boolean(),
  passwords: z.enum(['off', 'on']),
  passwords_under_hipaa: z.boolean(),
  idle_activity: z.enum(['explicit', 'refresh']),
  sms_countries: z
    .array(z.string().check(z.regex(/^[1-9]\d{0,2}$/, 'expected a calling code')))
    .check(z.maxLength(250)),
  recovery_delay_min: minutes(7 * 24 * 60),
  budgets: z
    .record(z.string().check(z.regex(/^[a-z][a-z0-9_]{0,39}$/)), z.int().check(z.gte(1), z.lte(1_000_000)))
    .check(z.refine((members) => Object.keys(members).length <= 50, 'at most 50 members')),
  notice_email: z.union([email, z.literal('')]),
  impersonation_notice: z.boolean(),
  impersonation_consent: z.boolean(),
});

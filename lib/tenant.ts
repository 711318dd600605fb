/** The configuration of one tenant: `tenants/<name>.json`. Unknown members and weakened minimums are refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { CATALOGUE } from '../lambdas/audit/catalogue.ts';

/** Object Lock and log retention: six years (45 CFR 164.316(b)(2)(i)) and one more, in days. Only ever raised. */
export const MIN_RETENTION_DAYS = 2557;

/** Regions whose services Hale attests: HIPAA-eligible, with Ed25519 keys in KMS and nodejs24.x on arm64. */
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'ca-central-1', 'eu-west-1', 'eu-central-1'] as const;

const file = z.string().min(1).max(500);

/** What a function's environment holds beside all else that is in it. */
const ANCHORS_MAX_BYTES = 2_500;

const anchors = z
  .strictObject({
    buckets: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
          account: z
            .string()
            .regex(/^\d{12}$/, 'must be the 12 digits of an AWS account')
            .describe('Whose bucket it must be'),
          region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be an AWS Region'),
        }),
      )
      .max(4)
      .optional()
      .describe('Buckets with Object Lock in other accounts'),
    witnesses: z
      .array(
        z.strictObject({
          url: z
            .string()
            .max(300)
            .regex(
              /^https:\/\/[a-z0-9.-]{1,253}(?::\d{1,5})?(?:\/[\w.~-]+)*$/,
              'must be an https address without a final /',
            )
            .describe('Submission prefix, as C2SP tlog-witness calls it'),
          vkey: z
            .string()
            .max(2_000)
            .regex(/^[^+\s]+\+[0-9a-f]{8}\+(?:B[A-P]|B[g-v])[A-Za-z0-9+/=]+$/, 'must be the verifier key of a witness')
            .describe('Its verifier key, of type 0x04 or 0x06 (C2SP tlog-cosignature)'),
        }),
      )
      .max(8)
      .optional()
      .describe('C2SP witnesses'),
  })
  .refine((all) => Buffer.byteLength(JSON.stringify(all)) <= ANCHORS_MAX_BYTES, {
    error: `must come to ${ANCHORS_MAX_BYTES} bytes at most`,
  });

export const tenantSchema = z.strictObject({
  $schema: z.string().optional().describe('Path of the JSON Schema, for editors'),
  tier: z.enum(['shared', 'dedicated']).describe('shared: many projects; dedicated: one tenant alone'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be the 12 digits of an AWS account')
    .describe('AWS account'),
  region: z.enum(REGIONS).describe('AWS Region, one that Hale attests'),
  domain: z
    .string()
    .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}$/, 'must be a domain name in lower case')
    .optional()
    .describe('Domain of the API and the console'),
  issuer: z
    .string()
    .regex(
      /^(?:https:\/\/[a-z0-9.-]{1,253}|http:\/\/localhost(?::\d{1,5})?)$/,
      'must be an https origin without a path; http only on localhost',
    )
    .describe('`iss` of the tokens, an origin'),
  retentionDays: z
    .int()
    .min(MIN_RETENTION_DAYS, `must be at least ${MIN_RETENTION_DAYS} days`)
    .max(36_500)
    .default(MIN_RETENTION_DAYS)
    .describe('How long archive and logs are locked. Raise only'),
  hotRetentionDays: z
    .int()
    .min(30, 'must be at least 30 days')
    .max(36_500)
    .default(90)
    .describe('How long archived events stay in the table as well, where the clean-up is on'),
  cleanUp: z
    .enum(['off', 'on'])
    .default('off')
    .describe('on: events older than hotRetentionDays leave the table once the archive is proven to hold them'),
  signing: z.literal('strict').default('strict').describe('strict: every token is signed inside KMS'),
  tokenKeys: z
    .int()
    .min(3, 'must be at least 3: the one that signs, the next one and the one before')
    .max(9)
    .default(3)
    .describe(
      'How many keys may sign tokens in turn. One that was retired as compromised is never used again. Raise only',
    ),
  key: z
    .union([z.literal('own'), z.string().regex(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-f-]{36}$/)])
    .default('own')
    .describe('own: the stack makes the customer managed key; else the ARN of one you bring'),
  logKey: z
    .strictObject({
      generation: z.int().min(1).max(99).describe('Which key signs the audit log. Raised by hale log-key rotate'),
      overlapSince: z.iso
        .date('must be a day, yyyy-mm-dd')
        .optional()
        .describe('Since when the key before signs beside it. Taken out by hale log-key retire'),
    })
    .refine(({ generation, overlapSince }) => generation > 1 || overlapSince === undefined, {
      error: 'the first key has none before it that could sign beside it',
    })
    .optional()
    .describe('Which keys sign the audit log (docs/adr/0028-log-keys-that-change.md). Raise only'),
  postQuantum: z
    .boolean()
    .optional()
    .describe('Whether an ML-DSA-44 key signs checkpoints beside the Ed25519 key. KMS must offer it in the Region'),
  anchors: anchors.optional().describe("Where the directory's checkpoints are kept outside the account"),
  mailFrom: z
    .email('must be an e-mail address')
    .max(254)
    .optional()
    .describe('Address that mail is sent from, verified in SES. Without it no mail is sent'),
  smsOriginationNumber: z
    .string()
    .regex(/^\+[1-9]\d{4,14}$/, 'must be a number in E.164, such as +12065550100')
    .optional()
    .describe('Number of the account that text messages are sent from. Without it SNS chooses one'),
  riskData: z
    .strictObject({
      geo: file.optional().describe('MaxMind database of countries or cities'),
      torExits: file.optional().describe('List of Tor exits, a network or address a line'),
      dataCentres: file.optional().describe('List of data centres and VPN providers'),
      knownBad: file.optional().describe('List of addresses that attacks come from. It refuses sign-ins by itself'),
    })
    .optional()
    .describe('Files for the risk engine, relative to tenants/ (docs/risk.md)'),
  disclosureActions: z
    .array(z.string().refine((type) => Object.hasOwn(CATALOGUE, type), 'must be a type of docs/events.md'))
    .min(1, 'must name at least one type; without this member the catalogue decides')
    .optional()
    .describe('Events that an accounting of disclosures is made of (45 CFR 164.528), where not those of the catalogue'),
  privacyOfficer: z.email('must be an e-mail address').describe('Whom incidents are reported to (45 CFR 164.530(a))'),
  alarmContacts: z
    .array(z.email('must be an e-mail address'))
    .min(1, 'must name at least one contact')
    .max(20)
    .describe('Who is alarmed as well'),
});

export type Tenant = Readonly<z.infer<typeof tenantSchema>> & { readonly name: string };

/** The file is wrong; the message names the file and each wrong member. */
export class TenantError extends Error {}

/** @param name of the file without `.json`; begins the names of the stacks. */
export function parseTenant(name: string, text: string): Tenant {
  const file = `tenants/${name}.json`;
  if (!/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/.test(name))
    throw new TenantError(`${file}: the name must be 2 to 32 of a-z, 0-9 and hyphen, beginning with a letter`);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new TenantError(`${file}: is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = tenantSchema.safeParse(input);
  if (parsed.success) return { ...parsed.data, name };
  const lines = parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.') || 'file'}: ${message}`);
  throw new TenantError(lines.join('\n'));
}

/** Every tenant of a folder, in the order of names. */
export function readTenants(folder: string): Tenant[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => parseTenant(basename(file, '.json'), readFileSync(join(folder, file), 'utf8')));
}

/** The wire form of audit streams: secrets go in, and none comes out. */
import * as z from 'zod/mini';
import { id, text, time } from '../shared/vocabulary.ts';
import { type AuditStream, DATADOG_SITES, type Destination } from './audit-stream.ts';

const url = z.url({ protocol: /^https$/ }).check(z.maxLength(500));
/** Visible ASCII: it goes into a header. */
const secret = z.string().check(z.minLength(8), z.maxLength(300), z.regex(/^[\x21-\x7e]+$/, 'expected a token'));
const word = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/, 'expected a name'));

const splunk = { type: z.literal('splunk_hec'), url, index: z.optional(word) };
const datadog = {
  type: z.literal('datadog'),
  site: z._default(z.enum(DATADOG_SITES), 'datadoghq.com'),
  url: z.optional(url),
  service: z.optional(word),
};
const s3 = {
  type: z.literal('s3'),
  bucket: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket')),
  region: z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a Region')),
  prefix: z._default(
    z.string().check(z.regex(/^([A-Za-z0-9_=][A-Za-z0-9_=.-]{0,59}\/){0,8}$/, 'expected a prefix')),
    '',
  ),
  /** Its name says that it is for this: a role that somebody else has trust in cannot be named here. */
  role_arn: z
    .string()
    .check(
      z.regex(
        /^arn:[a-z][a-z-]{0,15}:iam::\d{12}:role\/hale-stream-[\w+=,.@-]{1,52}$/,
        'expected a role hale-stream-…',
      ),
    ),
};
const https = { type: z.literal('https'), url };

/** As a client writes it, with what is secret. */
export const destinationInput = z.discriminatedUnion('type', [
  z.strictObject({ ...splunk, token: secret }),
  z.strictObject({ ...datadog, api_key: secret }),
  z.strictObject(s3),
  z.strictObject(https),
]);

const destinationShown = z.discriminatedUnion('type', [
  z.object(splunk),
  z.object(datadog),
  z.object({ ...s3, external_id: id('project') }),
  z.object(https),
]);

export const auditStreamSchema = z.object({
  id: id('stream'),
  name: text(100),
  status: z.enum(['active', 'paused']),
  organization_id: z.nullable(id('organization')),
  include_personal: z.boolean(),
  destination: destinationShown,
  starts_at: z.nullable(time),
  created_at: time,
  updated_at: time,
});

/** With the signing secret of an `https` destination: when it is made, and at no other time. */
export const auditStreamWithSecretSchema = z.object({
  ...auditStreamSchema.shape,
  signing_secret: z.optional(z.string()),
});

/** @returns what is secret apart from what is not. */
export function splitSecret(input: z.output<typeof destinationInput>): [Destination, string | undefined] {
  if (input.type === 'splunk_hec') {
    const { token, ...destination } = input;
    return [destination, token];
  }
  if (input.type === 'datadog') {
    const { api_key, ...destination } = input;
    return [destination, api_key];
  }
  return [input, undefined];
}

const presentDestination = (destination: Destination, projectId: string) =>
  destination.type === 's3' ? { ...destination, external_id: projectId } : destination;

export const presentAuditStream = (stream: AuditStream) => ({
  id: stream.id,
  name: stream.name,
  status: stream.status,
  organization_id: stream.organizationId ?? null,
  include_personal: stream.includePersonal,
  destination: presentDestination(stream.destination, stream.projectId),
  starts_at: stream.startAtMs === 0 ? null : new Date(stream.startAtMs).toISOString(),
  created_at: stream.createdAt,
  updated_at: stream.updatedAt,
});

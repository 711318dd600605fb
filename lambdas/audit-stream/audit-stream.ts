/**
 * Streams of the log to where a customer watches (audit-log.md §8): what one is, where it may lead, and how its secret
 * is made. A stream follows the logs of one project, or of one organization in it.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { newId } from '../shared/ids.ts';

export const DATADOG_SITES = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'ddog-gov.com',
] as const;

/** Where it leads, without anything secret. */
export type Destination =
  | { readonly type: 'splunk_hec'; readonly url: string; readonly index?: string | undefined }
  | {
      readonly type: 'datadog';
      readonly site: (typeof DATADOG_SITES)[number];
      /** A collector of the customer's own, in place of the site. */
      readonly url?: string | undefined;
      readonly service?: string | undefined;
    }
  | {
      readonly type: 's3';
      readonly bucket: string;
      readonly region: string;
      readonly prefix: string;
      readonly role_arn: string;
    }
  | { readonly type: 'https'; readonly url: string };

export interface AuditStream {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** The one organization whose log it follows; absent for all logs of the project. */
  readonly organizationId?: string | undefined;
  readonly destination: Destination;
  /** Whether sealed content of people is opened for it: their network addresses, and what events say of them. */
  readonly includePersonal: boolean;
  /** Milliseconds: what is older was not asked for; 0 for the beginning. */
  readonly startAtMs: number;
  readonly status: 'active' | 'paused';
  /** How often it was sent back to an earlier place. */
  readonly replays: number;
  /** Token, key or signing secret; absent where a role is assumed. */
  readonly sealed?: Uint8Array | undefined;
  /** The signing secret before the last rotation, and until when signatures carry it too. */
  readonly former?: { readonly sealed: Uint8Array; readonly untilMs: number } | undefined;
  /** Grows with each change. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const MAX_STREAMS = 10;
/** All of them are read for each log that was not sent back yet. */
export const MAX_REPLAYS = 1_000;
/** How long signatures carry both secrets. */
const OVERLAP_MS = 24 * 60 * 60_000;

type Given = Pick<
  AuditStream,
  'projectId' | 'name' | 'organizationId' | 'destination' | 'includePersonal' | 'startAtMs'
>;

export const newAuditStream = (given: Given, now: Date): AuditStream => ({
  ...given,
  id: newId('stream', now),
  status: 'active',
  replays: 0,
  version: 1,
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
});

type Changes = Partial<Pick<AuditStream, 'name' | 'destination' | 'includePersonal' | 'sealed' | 'status' | 'replays'>>;

export const changed = (stream: AuditStream, changes: Changes, now: Date): AuditStream => ({
  ...stream,
  ...changes,
  version: stream.version + 1,
  updatedAt: now.toISOString(),
});

/** With a new signing secret, the old one beside it for a day. */
export const rotated = (stream: AuditStream, sealed: Uint8Array, now: Date): AuditStream => ({
  ...stream,
  sealed,
  former: stream.sealed && { sealed: stream.sealed, untilMs: now.getTime() + OVERLAP_MS },
});

/** Host or bucket: a path may hold what nobody else should know. */
function placeOf(destination: Destination): string {
  if (destination.type === 's3') return destination.bucket;
  return new URL(endpointOf(destination)).host;
}

export function endpointOf(destination: Exclude<Destination, { type: 's3' }>): string {
  if (destination.type === 'https') return destination.url;
  if (destination.type === 'datadog')
    return destination.url ?? `https://http-intake.logs.${destination.site}/api/v2/logs`;
  return new URL('/services/collector/event', destination.url).href;
}

/** What an event says of a stream. */
export const factsOf = (stream: AuditStream) => ({
  name: stream.name,
  type: stream.destination.type,
  destination: placeOf(stream.destination),
  ...(stream.organizationId !== undefined && { organization_id: stream.organizationId }),
  include_personal: stream.includePersonal,
});

/**
 * `whsec_` and 33 random bytes whose base64 has no character in which base64url differs: libraries of Standard Webhooks
 * decode the one, api.md says the other, and here they are the same text.
 */
export function newSigningSecret(): string {
  for (;;) {
    const text = randomBytes(33).toString('base64');
    if (!/[+/=]/.test(text)) return `whsec_${text}`;
  }
}

const hmac = (key: string | Uint8Array, text: string | Uint8Array, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(text).digest(encoding);

/** Signed as webhooks are (api.md): our header, and that of Standard Webhooks. One signature for each secret in force. */
export function signatureHeaders(
  secrets: readonly string[],
  id: string,
  body: string,
  now: Date,
): Record<string, string> {
  const seconds = Math.floor(now.getTime() / 1000);
  const own = secrets.map((secret) => `v1=${hmac(secret, `${seconds}.${body}`, 'hex')}`);
  const standard = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return `v1,${hmac(key, `${id}.${seconds}.${body}`, 'base64')}`;
  });
  return {
    'authio-signature': [`t=${seconds}`, ...own].join(','),
    'authio-webhook-id': id,
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': standard.join(' '),
  };
}

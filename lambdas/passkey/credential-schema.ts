/** The JSON that browsers and apps send of a credential (WebAuthn L3 §5.1.8, §5.2). */
import * as z from 'zod/mini';
import { deviceSignals } from '../risk/device-schema.ts';
import { MAX_REQUEST_ID } from './passkey.ts';

const bytes = (max: number) =>
  z.string().check(z.maxLength(Math.ceil((max * 4) / 3)), z.regex(/^[A-Za-z0-9_-]+$/, 'expected base64url'));

const credentialId = bytes(1_023);
const clientDataJSON = bytes(4_096);

export const attestationCredential = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON,
    attestationObject: bytes(16_384),
    transports: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(16))),
  }),
});
export type AttestationCredential = z.output<typeof attestationCredential>;

export const assertionCredential = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON,
    authenticatorData: bytes(4_096),
    signature: bytes(1_024),
    userHandle: z.nullish(bytes(64)),
  }),
});
export type AssertionCredential = z.output<typeof assertionCredential>;

/** What finishes a ceremony. Clients differ in what they call the request id (api.md). */
export const finish = <T extends z.ZodMiniType>(credential: T) =>
  z
    .object({
      request_id: z.optional(z.string().check(z.maxLength(MAX_REQUEST_ID))),
      flow_id: z.optional(z.string().check(z.maxLength(MAX_REQUEST_ID))),
      credential,
      device_signals: deviceSignals,
    })
    .check(z.refine(({ request_id, flow_id }) => (request_id ?? flow_id) !== undefined, 'request_id is required'));

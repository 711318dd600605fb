/** The wire form of the ring of keys. Clients know a key by its thumbprint; what KMS calls it is nobody's business. */
import * as z from 'zod/mini';
import { time } from '../shared/vocabulary.ts';

/** RFC 7638 thumbprint. */
export const kid = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{43}$/, 'expected the name of a key, as the key set has it'));
/** Why nobody retires "the one that signs now": a second try would retire the one that took its place. */
export const NAME_IT = 'compromised, and nothing else, names its key: see GET /v1/admin/signing-keys';
export const STATES = ['current', 'next', 'previous', 'spare', 'retired'] as const;

export const signingKeysSchema = z.object({
  keys: z.array(
    z.object({
      kid,
      state: z.enum(STATES),
      /** Until when tokens under the one before are good. */
      accepted_until: z.nullable(time),
    }),
  ),
  rotated_at: z.nullable(time),
  /** Until when a function may act on what it read before the last change. */
  settled_at: z.nullable(time),
});

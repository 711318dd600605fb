/** The wire form of challenges for one more factor (api.md, Sign-in). */
import * as z from 'zod/mini';
import { METHODS } from '../organization/policy.ts';

/** What the client holds: a prefix and 256 bits (`challenge-store.ts`). */
export const challengeId = z.string().check(z.regex(/^chal_[A-Za-z0-9_-]{43}$/, 'expected a challenge id'));
export const method = z.enum(METHODS);

/** What answers a one-time code. */
import * as z from 'zod/mini';

export const codeAnswer = z.object({
  flow_id: z.string().check(z.maxLength(64)),
  code: z.string().check(z.trim(), z.regex(/^\d{6}$/, 'expected six digits')),
});

/** A code as people type it: apps show it in two groups. */
import * as z from 'zod/mini';

export const totpCode = z.string().check(
  z.maxLength(16),
  z.overwrite((typed) => typed.replaceAll(' ', '')),
  z.regex(/^\d{6}$/, 'expected six digits'),
);

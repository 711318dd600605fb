/** The wire form of who the privacy officer is. */
import * as z from 'zod/mini';
import { email, text } from '../shared/vocabulary.ts';

export const officerSchema = z.strictObject({
  name: text(200),
  email,
  phone: z.optional(z.string().check(z.regex(/^\+[1-9]\d{6,14}$/, 'expected E.164'))),
});
export type OfficerContact = z.output<typeof officerSchema>;

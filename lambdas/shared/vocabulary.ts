/** The schemas that contracts are made of. `zod/mini`, because a full zod is a third of a sign-in function (ADR 0007). */
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { type IdKind, idPattern } from './ids.ts';

z.config(en());

export const id = (kind: IdKind) => z.string().check(z.regex(idPattern(kind), `expected a ${kind} id`));
/** Text that a person typed: trimmed, no control characters. */
export const text = (max: number) =>
  z
    .string()
    .check(z.trim(), z.minLength(1), z.maxLength(max), z.regex(/^[^\p{Cc}]*$/u, 'control characters are not allowed'));
export const email = z.string().check(z.trim(), z.maxLength(254), z.email());
export const slug = z
  .string()
  .check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'expected lower-case letters, digits and hyphens'));
/** RFC 3339 in UTC, as Hale writes it. */
export const time = z.iso.datetime();
/** RFC 3339 with any offset, as clients may write it. */
export const timeWithOffset = z.iso.datetime({ offset: true });
/** Before it there was no HIPAA: whoever writes an earlier time has mistyped the year. */
const EARLIEST_MS = Date.UTC(1996, 0, 1);
/** Of something that happened: from it days are counted. */
export const happenedAt = timeWithOffset.check(
  z.refine((value) => Date.parse(value) >= EARLIEST_MS, 'expected a time since 1996'),
);
export const minutes = (max: number) => z.int().check(z.gte(0), z.lte(max));
export const role = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,31}$/, 'expected a role name'));
/** Facts that the customer keeps with an object. No clinical data: sizes are small and keys are names (features.md A34). */
export const metadata = z
  .record(z.string().check(z.regex(/^[a-z][a-z0-9_]{0,39}$/)), z.string().check(z.maxLength(256)))
  .check(z.refine((members) => Object.keys(members).length <= 50, 'at most 50 members'));
export const limit = z.prefault(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 50);
/** By which a customer finds a case again, in their own numbering. It stands in the log, so it is no name. */
export const reference = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/, 'expected letters, digits and . _ / -, at most 64'));

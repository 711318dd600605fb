/** Passwords in requests: as typed, spaces and all. How long one must be is a matter for people, not for a schema. */
import * as z from 'zod/mini';
import { MAX_TYPED } from './password.ts';

export const typedPassword = z.string().check(z.minLength(1), z.maxLength(MAX_TYPED));

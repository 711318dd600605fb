/** The wire form of recovery codes. */
import * as z from 'zod/mini';

/** Shown once: only hashes are stored. */
export const recoveryCodesSchema = z.array(z.string());

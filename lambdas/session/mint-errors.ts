/** What every sign-in may be answered instead of an envelope: contracts name these, and are data. */
import { GATE_ERRORS } from './gate.ts';

export const MINT_ERRORS = [...GATE_ERRORS, 'step_up_required', 'challenge_expired', 'conflict'] as const;
export type MintError = (typeof MINT_ERRORS)[number];

/** Whether an operator proved a moment ago who they are, as deciding about somebody's account asks. */
import { isRecent } from '../session/recent.ts';
import type { OperatorPrincipal } from '../shared/principal.ts';

/** Under a break-glass grant, which lives an hour at most and cannot be renewed, the proof that opened it counts. */
export const hasJustProven = ({ grant, authTimeMs }: OperatorPrincipal, now: Date): boolean =>
  grant?.type === 'break_glass' || isRecent(authTimeMs, now);

/** What people ask of their own data: access, amendment, accounting (45 CFR 164.524, 526, 528). */
import type { EventKind } from './catalogue-kind.ts';

export const SUBJECT_RIGHTS_EVENTS = {} as const satisfies Record<string, EventKind>;

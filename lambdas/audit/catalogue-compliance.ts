/** Agreements with business associates, the preset that they open, and what is stated of compliance. */
import type { EventKind } from './catalogue-kind.ts';

export const COMPLIANCE_EVENTS = {} as const satisfies Record<string, EventKind>;

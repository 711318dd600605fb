/** Breaches of unsecured health data: opened, contained, scoped, assessed, told (45 CFR 164.400-414). */
import type { EventKind } from './catalogue-kind.ts';

export const BREACH_EVENTS = {} as const satisfies Record<string, EventKind>;

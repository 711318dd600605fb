/** Access reviews: who looked whether roles and memberships are still needed, and what came of it. */
import type { EventKind } from './catalogue-kind.ts';

export const ACCESS_REVIEW_EVENTS = {} as const satisfies Record<string, EventKind>;

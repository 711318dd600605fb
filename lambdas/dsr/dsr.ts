/** An erasure from its order to its end: who ordered it, and when it has to wait (audit-log.md §9). */
import type { Project } from '../project/project.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** What was ordered and is not carried out yet. */
export interface ErasureOrder {
  readonly userId: string;
  readonly projectId: string;
  readonly by: { readonly type: 'operator' | 'api_key'; readonly id: string };
  /** By which the customer finds the request again. No personal data. */
  readonly ticket: string;
  /** Of the two people who agreed, where it took two. */
  readonly approvalId?: string | undefined;
  /** RFC 3339. */
  readonly orderedAt: string;
  /** Why it waits; written once. */
  readonly waitsFor?: Obstacle | undefined;
}

export type Obstacle = 'under_hold' | 'still_operator';

export const newOrder = (
  order: Pick<ErasureOrder, 'userId' | 'projectId' | 'by' | 'ticket' | 'approvalId'>,
  now: Date,
): ErasureOrder => ({ ...order, orderedAt: now.toISOString() });

/** In a live project nobody destroys alone. */
export const needsTwo = ({ environment, settings }: Pick<Project, 'environment' | 'settings'>): boolean =>
  environment === 'live' || settings.two_person;

export interface Standing {
  readonly held: boolean;
  readonly operator: boolean;
}

/** A hold keeps everything; an operator is dismissed first, so that enough of them are left. */
export function judgeErasure({ held, operator }: Standing): Result<undefined, Obstacle> {
  if (held) return err('under_hold');
  return operator ? err('still_operator') : ok(undefined);
}

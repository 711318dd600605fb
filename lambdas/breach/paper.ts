/**
 * What people write about a breach: assessments, notices, and where the affected live. Each version is kept; what stands
 * in one is sealed, for names may be in it. Pure.
 */
import type { NoticeKind } from './breach.ts';

export type PaperKind = 'assessment' | 'states' | 'sent' | `notice_${NoticeKind}`;

export interface Paper<C = unknown> {
  readonly breachId: string;
  readonly kind: PaperKind;
  /** Version, from 1. */
  readonly number: number;
  readonly by: { readonly type: 'operator' | 'api_key'; readonly id: string };
  /** RFC 3339. */
  readonly at: string;
  readonly content: C;
}

/** Of a state or jurisdiction, as the Postal Service spells it. */
export const STATE = /^[A-Z]{2}$/;
/** In one request, and so in one row. */
export const STATES_MOST = 5_000;

export const newPaper = <C>(
  asked: Pick<Paper<C>, 'breachId' | 'kind' | 'by' | 'content'>,
  before: Pick<Paper, 'number'> | undefined,
  now: Date,
): Paper<C> => ({ ...asked, number: (before?.number ?? 0) + 1, at: now.toISOString() });

/** Where each person lives, as somebody said last. */
export function statesOf(papers: readonly Paper<Readonly<Record<string, string>>>[]): ReadonlyMap<string, string> {
  const inOrder = [...papers].sort((a, b) => a.number - b.number);
  return new Map(inOrder.flatMap(({ content }) => Object.entries(content)));
}

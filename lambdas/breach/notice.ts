/**
 * Drafts of notices (45 CFR 164.404, 164.406, 164.408, 164.410): every block that the section asks for, filled in with
 * what is known; what only a person can say is named as missing. Pure. A draft is no legal advice: counsel must check it.
 */
import type { Breach, NoticeKind } from './breach.ts';
import { type Clock, clocksOf } from './breach-clock.ts';
import { BLOCKS, type Block, NEEDED } from './notice-blocks.ts';
import type { Basis, Words } from './notice-facts.ts';

export interface Draft {
  readonly kind: NoticeKind;
  /** Whether the rule asks for it, as far as is known now, and until when. */
  readonly required: Clock['state'];
  readonly due_on: string;
  readonly basis: string;
  readonly blocks: readonly Block[];
  /** Of `Words`: what somebody has to write yet. */
  readonly missing: readonly (keyof Words)[];
  /** The whole of it, to be copied. */
  readonly text: string;
  /** On which scope it rests. */
  readonly scope: { readonly number: number; readonly revision: number };
}

const TITLES: Readonly<Record<NoticeKind, string>> = {
  covered_entity: 'Notice of a breach to the covered entity',
  individuals: 'Notice of a breach to individuals',
  hhs: 'Notice of a breach to the Secretary of HHS',
  media: 'Notice of a breach to media',
};

export function draftNotice(kind: NoticeKind, basis: Basis): Draft {
  const blocks = BLOCKS[kind](basis);
  const clock = clocksOf(basis.breach, basis.now).find((one) => one.kind === kind);
  const body = blocks.map(({ title, citation, text }) => `## ${title}\n\n${text}\n\n(${citation})`);
  return {
    kind,
    required: clock?.state ?? 'unknown',
    due_on: clock?.dueOn ?? '',
    basis: clock?.basis ?? '',
    blocks,
    missing: NEEDED[kind].filter((word) => basis.words[word] === undefined),
    text: [`# ${TITLES[kind]}`, 'Draft. Counsel must check it before it is sent.', ...body, ''].join('\n\n'),
    scope: basis.scope,
  };
}

/** That a notice was sent, as somebody said. */
export interface Sent {
  readonly notice: NoticeKind;
  readonly version: number;
  /** RFC 3339. */
  readonly sent_at: string;
  readonly recipients: number;
}

/** Not before the breach was discovered, and not in the future. */
export const isPossible = (sentAt: string, { discoveredAt }: Pick<Breach, 'discoveredAt'>, now: Date): boolean =>
  sentAt >= discoveredAt && Date.parse(sentAt) <= now.getTime();

/** The wire form of a notice: its blocks, and whether the rule asks for it. */
import * as z from 'zod/mini';
import { text, time } from '../shared/vocabulary.ts';
import { NOTICES } from './breach.ts';
import { CLOCK_STATES } from './breach-clock.ts';
import type { Draft } from './notice.ts';
import type { Paper } from './paper.ts';

const paragraph = z.optional(text(4_000));
export const wordsSchema = z.strictObject({
  notice: z.enum(NOTICES),
  what_happened: paragraph,
  phi_involved: paragraph,
  next_steps: paragraph,
  protective_steps: paragraph,
  mitigation: paragraph,
  contact: z.optional(text(500)),
});

const WORDS = ['what_happened', 'phi_involved', 'next_steps', 'protective_steps', 'mitigation', 'contact'] as const;

export const noticeSchema = z.object({
  notice: z.enum(NOTICES),
  version: z.int(),
  by: z.object({ type: z.enum(['operator', 'api_key']), id: z.string() }),
  at: time,
  /** Of its clock, as it was when it was drafted: `unknown` while it depends on what is not known. */
  required: z.enum(CLOCK_STATES),
  due_on: z.string(),
  basis: z.string(),
  blocks: z.array(z.object({ id: z.string(), title: z.string(), citation: z.string(), text: z.string() })),
  /** What somebody has to write yet, by the member that takes it. */
  missing: z.array(z.enum(WORDS)),
  /** All of it, as Markdown. */
  text: z.string(),
  scope: z.object({ number: z.int(), revision: z.int() }),
});

export const sentSchema = z.object({
  notice: z.enum(NOTICES),
  version: z.int(),
  sent_at: time,
  recipients: z.int(),
});

export const presentNotice = ({ number, by, at, content }: Paper<Draft>): z.input<typeof noticeSchema> => ({
  notice: content.kind,
  version: number,
  by: { ...by },
  at,
  required: content.required,
  due_on: content.due_on,
  basis: content.basis,
  blocks: content.blocks.map((block) => ({ ...block })),
  missing: [...content.missing],
  text: content.text,
  scope: { ...content.scope },
});

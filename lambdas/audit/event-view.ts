/** An event as the API answers it: the public block, and what the people's keys open of the sealed ones. */
import type { CipherKey } from 'node:crypto';
import * as z from 'zod/mini';
import { isId } from '../shared/ids.ts';
import { id, time } from '../shared/vocabulary.ts';
import { type Json, type JsonObject, openBlock } from './block.ts';
import type { EventRecord } from './event-query.ts';

export const eventSchema = z.object({
  id: id('event'),
  event: z.string(),
  created_at: time,
  data: z.object({
    organization_id: z.nullable(id('organization')),
    user_id: z.nullable(id('user')),
    actor_type: z.string(),
    actor_id: z.nullable(z.string()),
    target_type: z.nullable(z.string()),
    target_id: z.nullable(z.string()),
    /**
     * Outcome, reason, request, session and the grant under which it was done; the event's own detail; under `subjects`
     * what concerns a person.
     * `withheld` where the key of a person was destroyed, or does not open their block.
     */
    metadata: z.record(z.string(), z.unknown()),
  }),
});

type Opened = JsonObject | undefined;

function open(record: EventRecord, subject: string, key: CipherKey | undefined): Opened {
  const sealed = record.blocks[subject];
  if (!key || !sealed) return undefined;
  try {
    const { salt: _salt, ...content } = JSON.parse(openBlock(sealed, key, record.id, subject)) as JsonObject;
    return content;
  } catch {
    return undefined;
  }
}

const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

/** The person whom the event is about: its target, the user that its detail names, its actor, or its first subject. */
function userOf({ blocks, public: { target, detail, actor } }: EventRecord): string | null {
  const named = [part(target).id, part(detail).user_id, part(actor).id, ...Object.keys(blocks)];
  return named.map(text).find((value) => value !== null && isId('user', value)) ?? null;
}

/** @param keyOf a subject's unwrapped key; `undefined` once it was destroyed. */
export function presentEvent(record: EventRecord, keyOf: (subject: string) => CipherKey | undefined) {
  const { actor, target, detail, from, outcome, reason, request, session, grant, on_behalf_of } = record.public;
  const subjects = Object.keys(record.blocks).sort();
  const opened = subjects.map((subject) => [subject, open(record, subject, keyOf(subject))] as const);
  const origin = [part(from), ...opened.map(([, content]) => content ?? {})].find(({ ip }) => ip !== undefined);
  const about = opened.flatMap(([subject, content]) => {
    const { ip: _ip, user_agent: _userAgent, ...rest } = content ?? {};
    return Object.keys(rest).length > 0 ? [[subject, rest]] : [];
  });
  const metadata: Record<string, unknown> = {
    ...part(detail),
    outcome,
    reason,
    request_id: request,
    session_id: session ?? part(detail).session_id,
    grant,
    on_behalf_of,
    ip: origin?.ip,
    user_agent: origin?.user_agent,
    subjects: about.length > 0 ? Object.fromEntries(about) : undefined,
    withheld: opened.some(([, content]) => content === undefined) || undefined,
  };
  return {
    id: record.id,
    event: record.type,
    created_at: new Date(record.timeMs).toISOString(),
    data: {
      organization_id: isId('organization', record.scope) ? record.scope : null,
      user_id: userOf(record),
      actor_type: text(part(actor).type) ?? 'unknown',
      actor_id: text(part(actor).id),
      target_type: text(part(target).type),
      target_id: text(part(target).id),
      metadata,
    },
  };
}

/** What the log tells of requests of people: in the clear which and when, and for the person alone who asked and why. */
import type { Json } from '../audit/block.ts';
import type { EventDraft, Subject } from '../audit/event.ts';
import { documentHash } from '../statement/statement.ts';
import type { AccountingDocument } from './accounting-schema.ts';
import type { Reminder, RequestContent, SubjectRequest } from './request.ts';

const target = ({ id }: SubjectRequest) => ({ type: 'dsr', id });
const facts = ({ kind, framework, due, userId }: SubjectRequest) => ({
  kind,
  framework,
  due_on: due.on,
  user_id: userId,
});

/** Nobody's yet, until it is known who asks: then the row alone has it, sealed. */
interface Known {
  readonly id: string;
  readonly wrappedKey: Uint8Array;
}
const subjects = (whose: Known | undefined, content: Subject['content']): readonly Subject[] =>
  whose ? [{ id: whose.id, wrappedKey: whose.wrappedKey, ...(content && { content }) }] : [];

export const received = (
  request: SubjectRequest,
  whose: Known | undefined,
  { requested_by, notes }: RequestContent,
): EventDraft<'dsr.request.received'> => ({
  type: 'dsr.request.received',
  target: target(request),
  detail: { ...facts(request), received_at: request.receivedAt },
  subjects: subjects(whose, { requested_by, notes }),
});

export const moved = (
  before: SubjectRequest,
  after: SubjectRequest,
  whose: Known | undefined,
  said: { readonly method?: string | undefined; readonly reason?: string | undefined },
): EventDraft<'dsr.request.moved'> => ({
  type: 'dsr.request.moved',
  target: target(after),
  detail: { ...facts(after), from: before.state, to: after.state, verified_by: said.method },
  subjects: subjects(whose, said.reason === undefined ? undefined : { reason: said.reason }),
});

export const reminded = (request: SubjectRequest, reminder: Reminder): EventDraft<'dsr.request.reminded'> => ({
  type: 'dsr.request.reminded',
  target: target(request),
  detail: { ...facts(request), reminder },
});

/** By the hash whoever has the paper shows that it is the one that was handed out. */
export const accountingCreated = (
  request: SubjectRequest,
  document: AccountingDocument,
  format: 'json' | 'pdf',
  subject: Subject,
): EventDraft<'dsr.accounting.created'> => ({
  type: 'dsr.accounting.created',
  target: target(request),
  detail: {
    user_id: document.individual.user_id,
    format,
    entries: document.entries.length,
    range_start: document.period.from,
    range_end: document.period.to,
    list_version: document.list.version,
    sha256: documentHash(document as unknown as Json),
  },
  subjects: [subject],
});

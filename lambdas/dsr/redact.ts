/**
 * What of the log and of other rows a person is given of themselves: all that is theirs, and of everybody else nothing
 * that tells who they are. Ids of other people become names that stand for them in this one bundle; who saw a row of it
 * cannot look them up anywhere (45 CFR 164.524 gives a person their own information, and security.md row 30 no other).
 */
import { createHmac, hash, type KeyObject } from 'node:crypto';
import type { Json, JsonObject } from '../audit/block.ts';
import type { EventRecord } from '../audit/event-query.ts';
import { presentEvent } from '../audit/event-view.ts';
import { canonical } from '../audit/leaf.ts';
import type { ProvenEvent } from '../statement/proven-event.ts';

export interface Person {
  readonly id: string;
  readonly projectId: string;
  /** Their id, and those of what is theirs: sessions, passkeys, memberships, recoveries, requests. */
  readonly own: ReadonlySet<string>;
  readonly email: string | undefined;
  /** Absent once it was destroyed. */
  readonly key: KeyObject | undefined;
}

/** Ids that belong to one person each. Grants, approvals and exports name nobody. */
const PERSONAL = /\b(user|sess|cred|mem|rec|dsr)_[0-9A-HJKMNP-TV-Z]{26}\b/g;
const idsIn = (text: string): string[] => text.match(PERSONAL) ?? [];

/**
 * Whoever wrote a request down for the person, and what they wrote about it: "asked by her mother, jane@..." is about
 * somebody else. All of it is shown where the person asked themselves.
 */
const WRITTEN_BY = 'requested_by';
const WORDS: readonly string[] = [WRITTEN_BY, 'notes', 'reason', 'reasons'];
/** Of an event of a request, what is sealed for the person says why a step was taken, and not who asked: staff take steps. */
const STEP = 'dsr.request.moved';
const WITHHELD = 'withheld';

export type Pseudonym = (id: string) => string;

/** The same person has the same name throughout one bundle, and another one in the next. @param bundle its id. */
export const pseudonymsOf =
  (projectKey: KeyObject, bundle: string): Pseudonym =>
  (id) => {
    const mac = createHmac('sha256', projectKey).update(`hale/pseudonym/v1\n${bundle}\n${id}`).digest('base64url');
    return `other-${id.slice(0, id.indexOf('_'))}-${mac.slice(0, 12)}`;
  };

/** Without what names others, at any depth. @param more ids that are theirs here. */
export function withoutOthers(
  value: Json | undefined,
  person: Person,
  pseudonym: Pseudonym,
  more: readonly string[] = [],
): Json {
  const theirs = (id: string): boolean => person.own.has(id) || more.includes(id);
  const clean = (one: Json | undefined): Json => {
    if (typeof one === 'string') return one.replace(PERSONAL, (id) => (theirs(id) ? id : pseudonym(id)));
    if (Array.isArray(one)) return one.map(clean);
    if (typeof one !== 'object' || one === null) return one ?? null;
    const { [WRITTEN_BY]: writer } = one as JsonObject;
    const byOther = writer !== undefined && writer !== person.email;
    const members = Object.entries(one as JsonObject).filter(([, member]) => member !== undefined);
    const shown = (name: string, member: Json | undefined): Json =>
      byOther && WORDS.includes(name) && member !== null ? WITHHELD : clean(member);
    return Object.fromEntries(members.map(([name, member]) => [name, shown(name, member)]));
  };
  return clean(value);
}

const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** Whether the event and its public block name nobody else, so that both may be shown as they were logged. */
export function isOwn({ public: open, blocks }: Pick<EventRecord, 'public' | 'blocks'>, person: Person): boolean {
  // Whoever deploys is named by what AWS calls them.
  if (part(open.actor).type === 'deployer') return false;
  const sealedForThem = Object.keys(blocks).every((id) => id === person.id || id === person.projectId);
  if (!sealedForThem) return false;
  // A session or passkey that is gone is theirs where the event was sealed for them and for nobody else.
  const gone = person.id in blocks ? /^(sess|cred)_/ : /^$/;
  return idsIn(canonical(open)).every((id) => person.own.has(id) || gone.test(id));
}

const hashesOf = (blocks: EventRecord['blocks']): Record<string, string> =>
  Object.fromEntries(Object.entries(blocks).map(([id, bytes]) => [id, hash('sha256', bytes, 'base64url')]));

/** What is not theirs of where a request came from, and of who made it. */
function withoutSender(record: EventRecord): EventRecord {
  const { actor, from, ...rest } = record.public;
  if (part(actor).type !== 'deployer') return record;
  return { ...record, public: { ...rest, actor: { type: 'deployer', id: WITHHELD } } };
}

/** What of the sealed part staff wrote about a step of a request. */
function withoutStep(event: string, data: JsonObject, { id }: Person): JsonObject {
  const { metadata } = data;
  const { [id]: content } = part(part(metadata).subjects);
  if (event !== STEP || part(content).reason === undefined) return data;
  const subjects = { ...part(part(metadata).subjects), [id]: { ...part(content), reason: WITHHELD } };
  return { ...data, metadata: { ...part(metadata), subjects } };
}

/** The event as the person is shown it; its proof is made elsewhere. */
export function showEvent(record: EventRecord, person: Person, pseudonym: Pseudonym): Omit<ProvenEvent, 'proof'> {
  const { [person.id]: theirs } = record.blocks;
  const shown = presentEvent(
    { ...withoutSender(record), blocks: theirs ? { [person.id]: theirs } : {} },
    () => person.key,
  );
  const open = isOwn(record, person);
  const named = open ? idsIn(canonical(record.public)) : [];
  return {
    id: shown.id,
    event: shown.event,
    created_at: shown.created_at,
    data: part(withoutOthers(withoutStep(shown.event, shown.data as JsonObject, person), person, pseudonym, named)),
    leaf: record.leaf ?? '',
    ...(open && { block: { public: canonical(record.public), sealed: hashesOf(record.blocks) } }),
  };
}

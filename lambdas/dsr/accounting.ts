/**
 * An accounting of disclosures as 45 CFR 164.528(b)(2) wants it: of each the date, who received it, what it was, and what
 * for. Of the trailing six years at most, and without what the individual themselves had or did.
 */
import type { Json, JsonObject } from '../audit/block.ts';
import { CATALOGUE } from '../audit/catalogue.ts';
import type { EventRecord } from '../audit/event-query.ts';
import { isId } from '../shared/ids.ts';
import type { DisclosureList } from './disclosure-list.ts';
import type { Pseudonym } from './redact.ts';

const YEARS = 6;

export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Six years before, on the same day: from a leap day, on the last of February. */
function sixYearsBefore(now: Date): number {
  const then = new Date(now);
  then.setUTCFullYear(now.getUTCFullYear() - YEARS);
  if (then.getUTCMonth() !== now.getUTCMonth()) then.setUTCDate(0);
  return then.getTime();
}

/** A shorter one where the individual asks for it (§164.528(a)(3)); what is before the six years is not owed. */
export function periodOf(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  now: Date,
): Period {
  const earliest = sixYearsBefore(now);
  return {
    fromMs: from === undefined ? earliest : Math.max(earliest, Date.parse(from)),
    toMs: to === undefined ? now.getTime() : Math.min(now.getTime(), Date.parse(to)),
  };
}

export interface Entry {
  readonly event_id: string;
  readonly event: string;
  /** When it was disclosed, RFC 3339. */
  readonly date: string;
  readonly recipient: { readonly name: string | null; readonly address: string | null };
  readonly description: string | null;
  readonly purpose: string;
  readonly organization_id: string | null;
  /** What was sealed for the person does not open: then name and description are `null`. */
  readonly withheld: boolean;
}

/** HL7 PurposeOfUse, in words. */
const PURPOSES: Readonly<Record<string, string>> = {
  TREAT: 'treatment',
  ETREAT: 'emergency treatment',
  HPAYMT: 'payment',
  HOPERAT: 'health care operations',
  PATRQT: "the individual's own request",
  HRESCH: 'research',
  PUBHLTH: 'public health',
  HLEGAL: 'legal proceedings',
  HMARKT: 'marketing',
  PATADMIN: 'administration for the individual',
  COVERAGE: 'insurance coverage',
  THREAT: 'to avert a serious threat to health or safety',
};
/** The individual's own access is not accounted for, §164.528(a)(1). */
const OWN_PURPOSE = 'PATRQT';

const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

const purposeOf = ({ public: { detail } }: EventRecord): string | undefined => text(part(detail).purpose);
/** A customer's own event may be told later than it happened. */
const happenedMs = ({ public: { detail }, timeMs }: EventRecord): number => {
  const told = Date.parse(text(part(detail).occurred_at) ?? '');
  return Number.isNaN(told) ? timeMs : told;
};

/** Whether the individual did it, and nobody who acted as them. */
const isOwn = ({ public: { actor, grant } }: EventRecord, userId: string): boolean =>
  grant === undefined && part(actor).id === userId;

export function isAccounted(record: EventRecord, userId: string, list: DisclosureList, period: Period): boolean {
  const purpose = purposeOf(record);
  const at = happenedMs(record);
  return (
    list.actions.some((action) => action === record.type) &&
    (record.public.outcome ?? 'success') === 'success' &&
    !isOwn(record, userId) &&
    purpose !== OWN_PURPOSE &&
    !(purpose !== undefined && list.exceptPurposes.includes(purpose)) &&
    at >= period.fromMs &&
    at <= period.toMs
  );
}

const WHO: Readonly<Record<string, string>> = {
  user: 'a user of the service',
  operator: 'an operator of the service',
  api_key: 'a server of the service, by its key',
  client: 'a program of the service',
  deployer: 'who runs the service',
  system: 'the service itself',
};

/**
 * Where nobody says who received it: who acted. A person by what stands for them in this one accounting, and whoever
 * deploys without the name that AWS has for them, as a bundle does it (`redact.ts`); keys and programs are nobody.
 */
function actorOf({ public: { actor } }: EventRecord, pseudonym: Pseudonym): string {
  const [type = '', id = 'unknown'] = [text(part(actor).type), text(part(actor).id)];
  const shown = type === 'deployer' ? 'withheld' : isId('user', id) ? pseudonym(id) : id;
  return `${WHO[type] ?? 'somebody'} (${shown})`;
}

function meaningOf(record: EventRecord, content: JsonObject): string {
  const { type: resource } = part(content.resource);
  const action = text(part(record.public.detail).action);
  if (resource !== undefined) return `${action ?? 'use'} of ${text(resource)}`;
  return CATALOGUE[record.type as keyof typeof CATALOGUE].means;
}

function statementOf(record: EventRecord): string {
  const purpose = purposeOf(record);
  if (purpose !== undefined) return PURPOSES[purpose] === undefined ? purpose : `${PURPOSES[purpose]} (${purpose})`;
  const ticket = text(part(record.public.detail).ticket);
  return ticket === undefined ? 'running the service' : `matter ${ticket}`;
}

/** @param content of the person's block; `undefined` where it does not open. */
export function entryOf(record: EventRecord, content: JsonObject | undefined, pseudonym: Pseudonym): Entry {
  const disclosure = part(content?.disclosure);
  const told = content && (text(disclosure.recipient) ?? actorOf(record, pseudonym));
  return {
    event_id: record.id,
    event: record.type,
    date: new Date(happenedMs(record)).toISOString(),
    recipient: { name: told ?? null, address: text(disclosure.address) ?? null },
    description: content ? (text(disclosure.description) ?? meaningOf(record, content)) : null,
    purpose: statementOf(record),
    organization_id: isId('organization', record.scope) ? record.scope : null,
    withheld: content === undefined,
  };
}

/** As it happened. */
export const inOrder = (entries: readonly Entry[]): Entry[] =>
  [...entries].sort((a, b) => (a.date === b.date ? (a.event_id < b.event_id ? -1 : 1) : a.date < b.date ? -1 : 1));

const TWELVE_MONTHS = 12;

/** The first of any twelve months costs the individual nothing (§164.528(c)(2)(i)). @param earlier when others were given. */
export function isFree(earlier: readonly string[], now: Date): boolean {
  const since = new Date(now);
  since.setUTCMonth(now.getUTCMonth() - TWELVE_MONTHS);
  return !earlier.some((at) => Date.parse(at) > since.getTime());
}

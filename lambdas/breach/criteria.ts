/** What the scope of a breach asks of each event: whether it was part of what happened, and whom it reached. Pure. */
import type { CipherKey } from 'node:crypto';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { type JsonObject, openBlock } from '../audit/block.ts';
import type { EventRecord } from '../audit/event-query.ts';

export interface Criteria {
  /** Both inclusive, milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  /** Whose logs are read; empty: every log of the project. */
  readonly organizations: readonly string[];
  /** By whom or by what it was done. An event that has any of them is part of it; where none is given, every event. */
  readonly actors: readonly string[];
  readonly sessions: readonly string[];
  readonly grants: readonly string[];
  /** Addresses, or blocks in CIDR notation. */
  readonly networks: readonly string[];
  /** Only events of these types; empty: of every type. */
  readonly types: readonly string[];
  /** Whether those in whose name it was done are affected too: not where they did it themselves. */
  readonly includeActors: boolean;
  /** Whether that holds for those too who are suspected by name, or acted under a grant that is. */
  readonly includeSuspects: boolean;
}

export const indicatorsOf = ({ actors, sessions, grants, networks }: Criteria): number =>
  actors.length + sessions.length + grants.length + networks.length;

/** `unknown`: it may have come from one of the networks, but the key of whoever it came from was destroyed. */
export type Involvement = 'yes' | 'no' | 'unknown';

const part = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const isUser = (id: string | undefined): id is string => id?.startsWith('user_') === true;

/** What an event says of itself in the open. */
export function factsOf({ public: open, blocks }: Pick<EventRecord, 'public' | 'blocks'>) {
  const [actor, target, detail, grant] = [part(open.actor), part(open.target), part(open.detail), part(open.grant)];
  return {
    actor: { type: text(actor.type) ?? 'unknown', id: text(actor.id) ?? '' },
    target: { type: text(target.type) ?? 'unknown', id: text(target.id) ?? '' },
    session: text(open.session) ?? (target.type === 'session' ? text(target.id) : undefined),
    grant: text(grant.id),
    /** The key of the server that told of it. */
    recordedBy: text(detail.recorded_by),
    onBehalfOf: text(part(open.on_behalf_of).id),
    outcome: text(open.outcome) ?? 'success',
    about: text(detail.user_id),
    ip: text(part(open.from).ip),
    subjects: Object.keys(blocks),
  };
}
export type Facts = ReturnType<typeof factsOf>;

/** What is sealed for somebody in an event; `undefined` where their key is gone or is not the one. */
export function openedFor(record: EventRecord, subject: string, key: CipherKey | undefined): JsonObject | undefined {
  const sealed = record.blocks[subject];
  if (!sealed || !key) return undefined;
  try {
    const { salt: _salt, ...content } = JSON.parse(openBlock(sealed, key, record.id, subject)) as JsonObject;
    return content;
  } catch {
    return undefined;
  }
}

/** @throws on what is neither an address nor a block. */
export function networkTest(networks: readonly string[]): (ip: string) => boolean {
  // BlockList finds IPv4 addresses in ::/0, so each family has its own list.
  const lists = { 4: new BlockList(), 6: new BlockList() };
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv4(address) ? 4 : 6;
    lists[family].addSubnet(address, bits === undefined ? (family === 4 ? 32 : 128) : Number(bits), `ipv${family}`);
  }
  return (ip) => {
    const family = isIP(ip);
    return family !== 0 && lists[family === 4 ? 4 : 6].check(ip, family === 4 ? 'ipv4' : 'ipv6');
  };
}

/** Events of a customer's own system, of which its server tells when it likes: in batches, and later than they happened. */
export const isTold = (type: string): boolean => type.startsWith('phi.');

/** When it happened, as far as it says; when it was written down says only when it was told. */
export function happenedMs({ type, timeMs, public: open }: Pick<EventRecord, 'type' | 'timeMs' | 'public'>): number {
  const told = isTold(type) ? Date.parse(text(part(open.detail).occurred_at) ?? '') : Number.NaN;
  return Number.isNaN(told) ? timeMs : told;
}

/** Whether an event may be part of it by its time and type: all else is asked of those alone. */
export const mayBeInvolved = (criteria: Criteria, timeMs: number, type: string): boolean =>
  timeMs >= criteria.startMs &&
  timeMs <= criteria.endMs &&
  (criteria.types.length === 0 || criteria.types.includes(type));

/** @param isSuspect whether an address is of one of the networks. @param contents what the sealed blocks say, by person. */
export function judgeEvent(
  criteria: Criteria,
  facts: Facts,
  isSuspect: (ip: string) => boolean,
  contents: ReadonlyMap<string, JsonObject | undefined>,
): Involvement {
  if (indicatorsOf(criteria) === 0) return 'yes';
  const has = (list: readonly string[], ...ids: readonly (string | undefined)[]): boolean =>
    ids.some((id) => id !== undefined && list.includes(id));
  const named =
    has(criteria.actors, facts.actor.id, facts.recordedBy) ||
    has(criteria.sessions, facts.session) ||
    has(criteria.grants, facts.grant);
  if (named) return 'yes';
  if (criteria.networks.length === 0) return 'no';
  const ips = [facts.ip, ...[...contents.values()].map((content) => text(content?.ip))];
  if (ips.some((ip) => ip !== undefined && isSuspect(ip))) return 'yes';
  // Where an address is open, or was opened, that is where it came from.
  const known = ips.some((ip) => ip !== undefined);
  return !known && [...contents.values()].includes(undefined) ? 'unknown' : 'no';
}

/** Whether it says of nobody that it reached them: what its actor's own address is sealed under is no answer. */
export const namesNobody = ({ actor, target, about, onBehalfOf, subjects }: Facts): boolean =>
  ![target.id, about, onBehalfOf, ...subjects.filter((id) => id !== actor.id)].some(isUser);

/** Whoever is suspected is no victim of themselves, unless whoever asks says so: as of an account that was stolen. */
const isSuspected = ({ actors, grants }: Criteria, { actor, grant }: Facts): boolean =>
  actors.includes(actor.id) || (grant !== undefined && grants.includes(grant));

/** Whom an event reached: those it is about, and those in whose name somebody acted. */
export function peopleIn(facts: Facts, criteria: Criteria): string[] {
  const people = new Set([facts.target.id, facts.about, facts.onBehalfOf, ...facts.subjects].filter(isUser));
  if (isUser(facts.actor.id)) {
    const { includeActors, includeSuspects } = criteria;
    if (includeActors && (includeSuspects || !isSuspected(criteria, facts))) people.add(facts.actor.id);
    else people.delete(facts.actor.id);
  }
  return [...people];
}

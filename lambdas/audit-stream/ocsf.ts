/**
 * An entry of the log as an OCSF 1.5.0 event (schema.ocsf.io), one for each index, so that whoever takes a stream can
 * count. `metadata.uid` is the event's id; `unmapped.log` says where in which log it lies, with the RFC 6962 leaf hash.
 */

import type { Json, JsonObject } from '../audit/block.ts';
import { CATALOGUE } from '../audit/catalogue.ts';
import { parseLeaf } from '../audit/leaf.ts';
import { leafHash } from '../log/merkle.ts';
import type { SegmentLine } from '../log/segment.ts';
import { isId } from '../shared/ids.ts';
import { type ClassName, kindOf, severityOf } from './ocsf-classes.ts';
import { envelope, type LogName, metadata, tidy } from './ocsf-envelope.ts';

/** What a sealed block says, by subject, where the stream carries it; `undefined` where its key is gone. */
export type Opened = ReadonlyMap<string, JsonObject | undefined>;

const STATUS = { success: { status_id: 1, status: 'Success' }, other: { status_id: 2, status: 'Failure' } } as const;
const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

const MEANINGS: Readonly<Record<string, { readonly citations?: readonly string[]; readonly disclosure?: boolean }>> =
  CATALOGUE;

const placeOf = ({ origin }: LogName, { index, leaf }: SegmentLine): JsonObject => ({
  origin,
  index,
  leaf_hash: leafHash(leaf).toString('base64'),
});

/** OCSF types of a user: 1 user, 2 administrator, 3 system. */
const USER_TYPES: Readonly<Record<string, number>> = { user: 1, operator: 2, deployer: 2, system: 3 };

const accountOf = (type: string | undefined, id: string | undefined): JsonObject => {
  const known = USER_TYPES[type ?? ''];
  return id === undefined || type === 'anonymous'
    ? { name: 'unknown', type_id: 0 }
    : tidy({ uid: id, type: type ?? 'unknown', type_id: known ?? 99 });
};

/** The person whom it happens to: the target, whom the detail names, who acts, or of whom it holds a block. */
function personOf(open: JsonObject, subjects: readonly string[]): string | undefined {
  const { target, detail, actor, on_behalf_of } = open;
  const named = [part(target).id, part(detail).user_id, part(on_behalf_of).id, part(actor).id, ...subjects];
  return named.map(text).find((id) => id !== undefined && isId('user', id));
}

const groupOf = (log: LogName, id: string | undefined): JsonObject => ({
  type: 'organization',
  uid: id ?? log.scope,
});

/** What the class asks for beyond what all have. */
function membersOf(of: ClassName, log: LogName, open: JsonObject, person: string | undefined, type: string) {
  const target = part(open.target);
  const detail = part(open.detail);
  const actor = part(open.actor);
  const user = person ? accountOf('user', person) : accountOf(text(actor.type), text(actor.id));
  const roles = [...texts(detail.roles), ...[detail.role, part(detail.after).role, detail.after].map(text)].filter(
    (role): role is string => role !== undefined,
  );
  const privileges = roles.length > 0 ? roles : texts(detail.scope);
  const session = tidy({ uid: text(open.session) ?? (target.type === 'session' ? text(target.id) : undefined) });
  const withSession = Object.keys(session).length > 0 ? { session } : {};
  switch (of) {
    case 'account_change':
      return { user };
    case 'authentication':
      return { user, ...withSession, service: { name: 'Hale', uid: log.origin } };
    case 'authorize_session':
      return type === 'session.organization_selected'
        ? { user, ...withSession, group: groupOf(log, undefined) }
        : { user, ...withSession, privileges: privileges.length > 0 ? privileges : ['act_as_user'] };
    case 'user_access':
      return { user, privileges };
    case 'group_management':
      return target.type === 'membership'
        ? { user, group: groupOf(log, undefined), ...(privileges.length > 0 && { privileges }) }
        : { group: groupOf(log, text(target.id)) };
    case 'entity_management':
      return { entity: { uid: text(target.id) ?? 'unknown', type: text(target.type) ?? 'unknown', type_id: 99 } };
    default:
      return {
        api: tidy({ operation: type, service: { name: 'Hale' }, request: open.request && { uid: open.request } }),
        resources: [{ uid: text(target.id) ?? 'unknown', type: text(target.type) ?? 'unknown' }],
      };
  }
}

/** An entry that is no event: a marker of a gap, or bytes that could not be read. It keeps its index. */
const opaque = (line: SegmentLine, log: LogName, timeMs: number): JsonObject => ({
  ...envelope('base_event', 99, timeMs, 3),
  message: 'An entry of the log that is not an event',
  metadata: metadata(log, { sequence: line.index, uid: `${log.origin}/${line.index}` }),
  unmapped: { log: placeOf(log, line), leaf: line.leaf },
});

function parsePublic(block: string | undefined): JsonObject | undefined {
  try {
    return block === undefined ? undefined : part(JSON.parse(block) as Json);
  } catch {
    return undefined;
  }
}

/**
 * @param opened what sealed blocks say; empty where the stream carries no personal data. Then the network address and
 * the user agent of a person are not in the event, and `unmapped.sealed` says so.
 * @param aroundMs the time of an entry that tells none.
 */
export function toOcsf(line: SegmentLine, log: LogName, opened: Opened, aroundMs: number): JsonObject {
  const leaf = parseLeaf(line.leaf);
  const open = parsePublic(line.public);
  if (!leaf || !open) return opaque(line, log, aroundMs);
  const subjects = Object.keys(line.blocks ?? {});
  const { of, activity } = kindOf(leaf.type);
  const outcome = text(open.outcome) ?? 'success';
  const contents = subjects.map((subject) => opened.get(subject));
  const origin =
    [part(open.from), ...contents.map((content) => content ?? {})].find(({ ip }) => ip !== undefined) ?? {};
  const { salt: _salt, detail, target, on_behalf_of, grant, request, reason } = open;
  const about = subjects.flatMap((subject) => {
    const { ip: _ip, user_agent: _agent, salt: _, ...rest } = opened.get(subject) ?? {};
    return Object.keys(rest).length > 0 ? [[subject, rest] as const] : [];
  });
  const ip = text(origin.ip);
  const actor = part(open.actor);
  const { citations = [], disclosure } = MEANINGS[leaf.type] ?? {};
  return {
    ...envelope(of, activity, leaf.time, severityOf(leaf.type, outcome)),
    ...STATUS[outcome === 'success' ? 'success' : 'other'],
    ...(reason !== undefined && { status_code: reason, status_detail: reason }),
    ...membersOf(of, log, open, personOf(open, subjects), leaf.type),
    actor: tidy({
      user: accountOf(text(actor.type), text(actor.id)),
      session: open.session === undefined ? undefined : { uid: open.session },
    }),
    src_endpoint: ip === undefined ? { name: subjects.length > 0 ? 'sealed' : 'unknown' } : { ip },
    http_request: tidy({ uid: request, user_agent: text(origin.user_agent) }),
    message: leaf.type,
    metadata: metadata(log, { event_code: leaf.type, sequence: line.index, uid: leaf.id }),
    unmapped: tidy({
      citations: [...citations],
      detail,
      disclosure: disclosure || undefined,
      grant,
      log: placeOf(log, line),
      on_behalf_of,
      outcome,
      sealed: subjects.length > 0 && contents.some((content) => content === undefined) ? subjects : undefined,
      subjects: about.length > 0 ? Object.fromEntries(about) : undefined,
      target,
    }),
  };
}

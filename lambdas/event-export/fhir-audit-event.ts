/**
 * An event as a FHIR R4 AuditEvent (hl7.org/fhir/R4/auditevent.html), for systems of care that collect them (features.md
 * B28). One event gives one resource, and nothing that the event says is left out: what has no place of its own is a
 * detail of its first entity.
 */
import { CATALOGUE } from '../audit/catalogue.ts';
import type { presentEvent } from '../audit/event-view.ts';
import {
  AGENTS,
  actionOf,
  BREAK_THE_GLASS,
  ENTITIES,
  outcomeOf,
  purpose,
  RECIPIENT,
  SECURITY_SERVER,
  termsOf,
} from './fhir-terms.ts';

type Presented = ReturnType<typeof presentEvent>;
type Members = Readonly<Record<string, unknown>>;
type Entity = Members & { readonly detail?: readonly Members[] };

const part = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
/** FHIR strings hold no control characters, no white space but four, and are never empty. */
const clean = (text: string): string => text.replace(/(?![ \r\n\t])[\s\p{Cc}]/gu, ' ').toWellFormed();
const filled = (value: unknown): string | undefined =>
  typeof value === 'string' && clean(value).trim() !== '' ? clean(value) : undefined;

/** A FHIR id takes no underscore, and ids of ours take no hyphen: each tells the other. */
const fhirId = (id: string): string => id.replaceAll('_', '-');

/** Ids are unique over the whole deployment, so all of them are of one system. */
const identified = (issuer: string, id: string): Members => ({
  identifier: { system: `${issuer}/ids`, value: clean(id) },
});

/** Told by members of their own. */
const PLACED = ['outcome', 'reason', 'ip', 'on_behalf_of', 'purpose'];

function detailsOf({ id, data }: Presented): Members[] {
  const rest = Object.entries(data.metadata).filter(([name]) => !PLACED.includes(name));
  const named: [string, unknown][] = [['event_id', id], ['organization_id', data.organization_id], ...rest];
  return named.flatMap(([type, value]) => {
    const text = typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
    const valueString = filled(text);
    return valueString === undefined ? [] : [{ type, valueString }];
  });
}

/** What a customer's own system says of its record: sealed for the person, so perhaps withheld. */
const recordOf = ({ data }: Presented): Members =>
  Object.values(part(data.metadata.subjects))
    .map(part)
    .find(({ resource }) => resource !== undefined) ?? {};

function entitiesOf(event: Presented, issuer: string): Entity[] {
  const { target_type: type, target_id: target, user_id: user } = event.data;
  const health = type === 'resource';
  const { resource } = recordOf(event);
  const { type: kind, id } = part(resource);
  const what = health
    ? { ...identified(issuer, String(id ?? target)), ...(typeof kind === 'string' && { type: kind }) }
    : identified(issuer, target ?? event.id);
  const as = health ? 'record' : type === 'user' || type === 'organization' ? type : 'other';
  const person =
    user !== null && user !== target
      ? [{ what: identified(issuer, user), ...ENTITIES[health ? 'patient' : 'user'] }]
      : [];
  return [{ what, ...ENTITIES[as], detail: detailsOf(event) }, ...person];
}

function agentsOf(event: Presented, issuer: string): Members[] {
  const { actor_type: type, actor_id: id, metadata } = event.data;
  const [ip, grant, behalf] = [filled(metadata.ip), part(metadata.grant), filled(part(metadata.on_behalf_of).id)];
  const { recipient } = part(recordOf(event).disclosure);
  const human = { coding: [AGENTS.user] };
  const known = AGENTS[type];
  const given = filled(recipient);
  return [
    {
      ...(known && { type: { coding: [known] } }),
      who: known && id !== null ? identified(issuer, id) : { display: 'unknown' },
      requestor: true,
      ...(typeof grant.id === 'string' && { policy: [`${issuer}/ids/${grant.id}`] }),
      ...(ip !== undefined && { network: { address: ip, type: '2' } }),
    },
    ...(behalf === undefined ? [] : [{ type: human, who: identified(issuer, behalf), requestor: false }]),
    ...(given === undefined ? [] : [{ type: { coding: [RECIPIENT] }, who: { display: given }, requestor: false }]),
  ];
}

function purposesOf({ event, data }: Presented): Members[] {
  const named = filled(data.metadata.purpose);
  const emergency = event === 'break_glass.opened' || part(data.metadata.grant).type === 'break_glass';
  const codes = [...(named && /^[A-Z]+$/.test(named) ? [purpose(named)] : []), ...(emergency ? [BREAK_THE_GLASS] : [])];
  return codes.map((code) => ({ coding: [code] }));
}

/** @param issuer origin of the deployment, which is the system that ids and event types belong to. */
export function auditEvent(event: Presented, issuer: string): Members {
  const { metadata, actor_type } = event.data;
  const { type, subtype } = termsOf(event.event);
  const means = (CATALOGUE as Readonly<Record<string, { readonly means: string }>>)[event.event]?.means;
  const own = { system: `${issuer}/events`, code: event.event, ...(means !== undefined && { display: means }) };
  const occurred = filled(metadata.occurred_at);
  const purposes = purposesOf(event);
  const reason = filled(metadata.reason);
  return {
    resourceType: 'AuditEvent',
    id: fhirId(event.id),
    type,
    subtype: [...(subtype ? [subtype] : []), own],
    action: actionOf(event.event, metadata.action),
    ...(occurred !== undefined && { period: { start: occurred, end: occurred } }),
    recorded: event.created_at,
    outcome: outcomeOf(metadata.outcome, actor_type),
    ...(reason !== undefined && { outcomeDesc: reason }),
    ...(purposes.length > 0 && { purposeOfEvent: purposes }),
    agent: agentsOf(event, issuer),
    source: {
      observer: { identifier: { system: 'urn:ietf:rfc:3986', value: issuer }, display: 'Hale' },
      type: [SECURITY_SERVER],
    },
    entity: entitiesOf(event, issuer),
  };
}

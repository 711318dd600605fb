/** FHIR AuditEvents (features.md B28): every event of the catalogue is a valid one, and says what the event says. */
import { describe, expect, test } from 'vitest';
import { CATALOGUE, type EventType } from '../../../lambdas/audit/catalogue.ts';
import { ACTORS, type EventKind } from '../../../lambdas/audit/catalogue-kind.ts';
import { auditEvent } from '../../../lambdas/event-export/fhir-audit-event.ts';
import { actionOf, outcomeOf, termsOf } from '../../../lambdas/event-export/fhir-terms.ts';
import { dicomOf, flawsOf, version } from './fhir-schema.ts';

const ISSUER = 'https://auth.clinic.test';
const USER = 'user_01JD0000000000000000000001';
const OTHER = 'user_01JD0000000000000000000002';
const EVENT = 'evt_01JD0000000000000000000000';

type Presented = Parameters<typeof auditEvent>[0];
const present = (event: string, data: Partial<Presented['data']> = {}): Presented => ({
  id: EVENT,
  event,
  created_at: '2026-03-01T12:00:00.000Z',
  data: {
    organization_id: null,
    user_id: USER,
    actor_type: 'user',
    actor_id: USER,
    target_type: 'user',
    target_id: USER,
    metadata: { outcome: 'success', request_id: 'req_01JD0000000000000000000000' },
    ...data,
  },
});
// biome-ignore lint/suspicious/noExplicitAny: tests look into resources of every shape
const map = (event: string, data: Partial<Presented['data']> = {}): any => auditEvent(present(event, data), ISSUER);

const TYPES = Object.entries<EventKind>(CATALOGUE) as [EventType, EventKind][];

test('the definitions are those of R4, and refuse what is none', () => {
  expect(version).toBe('4.0.1');
  const { recorded: _, ...without } = map('user.created');
  expect(flawsOf(map('user.created'))).toEqual([]);
  expect(flawsOf(without)).toContain('AuditEvent.recorded is missing');
  expect(flawsOf({ ...map('user.created'), outcome: '5' })).not.toEqual([]);
  expect(flawsOf({ ...map('user.created'), more: true })).not.toEqual([]);
  expect(flawsOf({ ...map('user.created'), type: { ...map('user.created').type, code: '1' } })).not.toEqual([]);
  expect(flawsOf({ ...map('user.created'), agent: [{ who: {} }] })).toContain('AuditEvent.agent.requestor is missing');
});

describe('every event type', () => {
  test('is a valid AuditEvent, whoever acts on whatever, and however it ends', () => {
    let resources = 0;
    for (const [type, { actors, targets, outcomes = ['success'] }] of TYPES)
      for (const actor_type of new Set([...actors, 'operator']))
        for (const target_type of targets)
          for (const outcome of outcomes) {
            const metadata = { outcome, reason: 'not_found', ip: '192.0.2.7', list: ['a'], nothing: null, empty: '' };
            const target_id = target_type === 'user' ? USER : 'x_01JD0000000000000000000001';
            const actor_id = actor_type === 'anonymous' ? 'anonymous' : OTHER;
            const resource = map(type, { actor_type, actor_id, target_type, target_id, metadata });
            expect([type, flawsOf(resource)]).toEqual([type, []]);
            resources++;
          }
    console.log(`B28: ${TYPES.length} event types, ${resources} AuditEvents, all valid FHIR R4 4.0.1`);
    expect(resources).toBeGreaterThan(TYPES.length);
  });

  test.each(TYPES)('%s: its codes are of the value sets that AuditEvent is bound to', (type, { means }) => {
    const resource = map(type);
    const own = { system: `${ISSUER}/events`, code: type, display: means };
    expect(resource.subtype.at(-1)).toEqual(own);
    expect(dicomOf['http://hl7.org/fhir/ValueSet/audit-event-type']).toContain(resource.type.code);
    for (const { code } of resource.subtype.slice(0, -1))
      expect(dicomOf['http://hl7.org/fhir/ValueSet/audit-event-sub-type']).toContain(code);
  });

  test('has an agent that FHIR knows, or none that anybody knows', () => {
    for (const actor_type of ACTORS) {
      const [agent] = map('request.refused', { actor_type, actor_id: 'anonymous' }).agent;
      expect('type' in agent).toBe(actor_type !== 'anonymous');
    }
    expect(map('request.refused', { actor_type: 'anonymous' }).agent[0].who).toEqual({ display: 'unknown' });
  });
});

describe('what it says', () => {
  test('a sign-in is a login by a person, from where they were', () => {
    const metadata = { outcome: 'success', ip: '2001:db8::7', method: 'passkey', session_id: 'sess_1' };
    expect(map('session.created', { target_type: 'session', target_id: 'sess_1', metadata })).toMatchObject({
      id: 'evt-01JD0000000000000000000000',
      type: { code: '110114' },
      subtype: [{ code: '110122' }, { code: 'session.created' }],
      action: 'E',
      outcome: '0',
      recorded: '2026-03-01T12:00:00.000Z',
      agent: [
        {
          type: { coding: [{ code: 'humanuser' }] },
          who: { identifier: { system: `${ISSUER}/ids`, value: USER } },
          requestor: true,
          network: { address: '2001:db8::7', type: '2' },
        },
      ],
      source: { observer: { identifier: { value: ISSUER } } },
    });
  });

  test('emergency access is an override, whose grant and purpose go with all that is done under it', () => {
    expect(map('break_glass.opened')).toMatchObject({
      subtype: [{ code: '110127' }, {}],
      purposeOfEvent: [{ coding: [{ code: 'BTG' }] }],
    });
    const grant = { type: 'break_glass', id: 'bg_1' };
    const under = map('org_policy.updated', { metadata: { outcome: 'success', grant } });
    expect(under.agent[0].policy).toEqual([`${ISSUER}/ids/bg_1`]);
    expect(under.purposeOfEvent).toEqual([{ coding: [expect.objectContaining({ code: 'BTG' })] }]);
  });

  test('whoever is acted for is an agent too, who asked for nothing', () => {
    const metadata = { outcome: 'success', grant: { type: 'impersonation', id: 'imp_1' }, on_behalf_of: { id: OTHER } };
    const { agent } = map('user.profile_updated', { actor_type: 'operator', metadata });
    expect(agent[1]).toMatchObject({ requestor: false, who: { identifier: { value: OTHER } } });
  });

  test("a disclosure by a customer's own system tells patient, record, recipient, purpose and when it was", () => {
    const resource = { type: 'Observation', id: 'MRN-1/3' };
    const disclosure = { recipient: 'County health department', description: 'A report of a disease' };
    const metadata = {
      outcome: 'success',
      user_id: OTHER,
      action: 'disclose',
      purpose: 'PUBHLTH',
      occurred_at: '2026-02-28T08:00:00.000Z',
      subjects: { [OTHER]: { resource, disclosure } },
    };
    const told = map('phi.disclosed', { user_id: OTHER, target_type: 'resource', target_id: 'hash', metadata });
    expect(flawsOf(told)).toEqual([]);
    expect(told).toMatchObject({
      type: { code: '110110' },
      action: 'R',
      period: { start: '2026-02-28T08:00:00.000Z' },
      purposeOfEvent: [{ coding: [{ code: 'PUBHLTH' }] }],
      agent: [{}, { type: { coding: [{ code: '110152' }] }, who: { display: 'County health department' } }],
      entity: [
        { what: { identifier: { value: 'MRN-1/3' }, type: 'Observation' }, role: { code: '4' } },
        { what: { identifier: { value: OTHER } }, role: { code: '1' } },
      ],
    });
    const withheld = map('phi.disclosed', {
      user_id: OTHER,
      target_type: 'resource',
      target_id: 'hash',
      metadata: { outcome: 'success', purpose: 'PUBHLTH', withheld: true },
    });
    expect(flawsOf(withheld)).toEqual([]);
    expect(withheld.entity[0].what.identifier.value).toBe('hash');
  });

  test('nothing is left out: what has no place of its own is a detail', () => {
    const metadata = { outcome: 'success', before: { role: 'nurse' }, count: 3, subjects: { [USER]: { name: 'Ada' } } };
    const [{ detail }] = map('membership.updated', { organization_id: 'org_1', metadata }).entity;
    expect(
      Object.fromEntries(detail.map((one: { type: string; valueString: string }) => [one.type, one.valueString])),
    ).toEqual({
      event_id: EVENT,
      organization_id: 'org_1',
      before: '{"role":"nurse"}',
      count: '3',
      subjects: `{"${USER}":{"name":"Ada"}}`,
    });
  });

  test.each(['\u00a0', '\0', 'a\u00a0b\u2028c', '\ud800', '\v', '  ', 'é\n😀'])('text like %j stays valid', (text) => {
    const metadata = { outcome: 'failure', reason: text, ip: text, user_agent: text, purpose: text };
    const resource = map('auth.signin_attempt', { actor_id: text || 'x', metadata });
    expect(flawsOf(resource)).toEqual([]);
  });
});

describe('terms', () => {
  test('a type that nobody thought of is application activity, by its verb', () => {
    expect(termsOf('thing.created')).toMatchObject({ type: { code: '110100' } });
    expect(
      ['thing.created', 'thing.updated', 'thing.removed', 'thing.read', 'thing.done'].map((t) => actionOf(t, '')),
    ).toEqual(['C', 'U', 'D', 'R', 'E']);
  });

  test('a refusal is a minor failure, and what a function of ours could not do a serious one', () => {
    expect(outcomeOf('success', 'user')).toBe('0');
    expect(outcomeOf('denied', 'system')).toBe('4');
    expect(outcomeOf('failure', 'anonymous')).toBe('4');
    expect(outcomeOf('failure', 'system')).toBe('8');
  });
});

/** Every event type of the catalogue as OCSF: valid by OCSF's own schema, and with the place in the log. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EventType } from '../../../lambdas/audit/catalogue.ts';
import { CATALOGUE } from '../../../lambdas/audit/catalogue.ts';
import { makeLeaf, makePayload } from '../../../lambdas/audit/event.ts';
import { GENESIS } from '../../../lambdas/audit/leaf.ts';
import { toOcsf } from '../../../lambdas/audit-stream/ocsf.ts';
import { kindOf } from '../../../lambdas/audit-stream/ocsf-classes.ts';
import { checkpointRecord, testRecord } from '../../../lambdas/audit-stream/ocsf-envelope.ts';
import { leafHash } from '../../../lambdas/log/merkle.ts';
import type { SegmentLine } from '../../../lambdas/log/segment.ts';
import { newEventId, newId } from '../../../lambdas/shared/ids.ts';
import type { Principal } from '../../../lambdas/shared/principal.ts';
import { flawsOf } from './ocsf-schema.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const PROJECT = newId('project', NOW);
const ORG = newId('organization', NOW);
const USER = newId('user', NOW);
const LOG = { origin: `auth.test/${ORG}`, scope: ORG, projectId: PROJECT };

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  api_key: { kind: 'secret_key', projectId: PROJECT, keyId: newId('key', NOW), scopes: [] },
  client: { kind: 'client', projectId: PROJECT, clientId: newId('client', NOW), allowed: [] },
  deployer: { kind: 'deployer', projectId: PROJECT, arn: 'arn:aws:iam::000000000000:user/test' },
  system: { kind: 'system', projectId: PROJECT, name: 'log/sweep-lanes' },
  anonymous: { kind: 'anonymous', projectId: PROJECT },
};

type Parts = {
  actor?: string;
  target?: string;
  outcome?: 'success' | 'failure' | 'denied';
  detail?: object;
  index?: number;
};

function lineOf(
  type: string,
  { actor = 'user', target = 'user', outcome = 'success', detail = {}, index = 7 }: Parts = {},
) {
  const id = newEventId(NOW);
  const principal = PRINCIPALS[actor] ?? PRINCIPALS.anonymous;
  if (!principal) throw new Error('nobody acts');
  const person = actor === 'user' || actor === 'operator';
  const key = createSecretKey(randomBytes(32));
  const payload = makePayload(
    id,
    {
      type: type as EventType,
      outcome,
      ...(outcome !== 'success' && { reason: 'invalid_credentials' }),
      ...(person && { actor: { type: actor, id: USER } }),
      target: { type: target, id: target === 'user' ? USER : `${target}_1` },
      detail: detail as never,
    } as Parameters<typeof makePayload>[1],
    { principal, requestId: newId('request', NOW), ip: '203.0.113.7', userAgent: 'curl/8', now: NOW },
    person ? [{ id: USER, key, content: { email: 'a@b.test', ip: '198.51.100.4', user_agent: 'Firefox' } }] : [],
  );
  const leaf = makeLeaf(id, type as EventType, NOW, { scope: ORG, lane: 0, seq: 0, prev: GENESIS }, payload);
  const blocks = Object.fromEntries(Object.keys(payload.blocks).map((subject) => [subject, 'AAAA']));
  return { id, line: { index, leaf, public: payload.public, blocks } satisfies SegmentLine };
}

const DETAILS = [
  {},
  { user_id: USER, role: 'clinician', roles: ['owner'], scope: ['audit:read'], before: 'a', after: 'b' },
  { user_id: 7, role: null, roles: 'owner', scope: 'read', before: { role: 'a' }, after: { role: 'b' } },
];

describe('each event type', () => {
  it('is valid OCSF, whoever acts, whatever comes of it, with and without its personal content', () => {
    let events = 0;
    const classes = new Set<number>();
    const types = [...Object.keys(CATALOGUE), 'something.new', 'something.created', 'something.read'];
    for (const type of types) {
      for (const actor of ['user', 'operator', ...Object.keys(PRINCIPALS)])
        for (const outcome of ['success', 'failure', 'denied'] as const)
          for (const target of ['session', 'membership'])
            for (const detail of DETAILS) {
              const { line } = lineOf(type, { actor, target, outcome, detail });
              const opened = events % 2 ? new Map([[USER, { email: 'a@b.test', ip: '198.51.100.4' }]]) : new Map();
              const event = toOcsf(line, LOG, opened, 0);
              events++;
              classes.add(Number(event.class_uid));
              const flaws = flawsOf(event);
              if (flaws.length > 0) expect.fail(`${type} by ${actor}: ${flaws.join('; ')} ${JSON.stringify(event)}`);
            }
    }
    console.log(`OCSF: ${events} events of ${types.length} types in ${classes.size} classes, 0 flaws`);
    expect([...classes].sort()).toEqual([3001, 3002, 3003, 3004, 3005, 3006, 6003]);
  }, 60_000);

  it('would not be valid with a member too many, too few, or of another type', () => {
    const event = toOcsf(lineOf('session.created').line, LOG, new Map(), 0);
    expect(flawsOf(event)).toEqual([]);
    for (const change of [
      { user: undefined },
      { time: 'now' },
      { extra: 1 },
      { activity_id: 77 },
      { actor: { user: 1 } },
    ])
      expect(flawsOf({ ...JSON.parse(JSON.stringify({ ...event, ...change })) })).not.toEqual([]);
  });

  it.each([
    ['auth.signin_attempt', 3002, 1],
    ['session.created', 3002, 1],
    ['user.signed_out', 3002, 2],
    ['user.created', 3001, 1],
    ['password.set', 3001, 3],
    ['totp.confirmed', 3001, 10],
    ['session.organization_selected', 3003, 2],
    ['impersonation.started', 3003, 1],
    ['org_policy.updated', 3004, 3],
    ['operator.granted', 3005, 1],
    ['operator.revoked', 3005, 2],
    ['membership.created', 3006, 3],
    ['organization.created', 3006, 6],
    ['audit.events_read', 6003, 2],
    ['hold.placed', 6003, 1],
  ])('%s is class %i, activity %i', (type, classUid, activity) => {
    const event = toOcsf(lineOf(type).line, LOG, new Map(), 0);
    expect(event).toMatchObject({ class_uid: classUid, activity_id: activity, type_uid: classUid * 100 + activity });
    expect(kindOf(type).activity).toBe(activity);
  });
});

describe('an event as OCSF', () => {
  it('says where in the log it is', () => {
    const { id, line } = lineOf('session.created', { index: 41 });
    expect(toOcsf(line, LOG, new Map(), 0)).toMatchObject({
      time: NOW.getTime(),
      metadata: { uid: id, sequence: 41, event_code: 'session.created', log_name: LOG.origin, tenant_uid: PROJECT },
      unmapped: { log: { origin: LOG.origin, index: 41, leaf_hash: leafHash(line.leaf).toString('base64') } },
    });
  });

  it('has of a person their id alone, unless the stream carries personal content', () => {
    const { line } = lineOf('session.created');
    const sealed = toOcsf(line, LOG, new Map(), 0);
    expect(JSON.stringify(sealed)).not.toMatch(/198\.51|Firefox|@/);
    expect(sealed).toMatchObject({
      user: { uid: USER },
      src_endpoint: { name: 'sealed' },
      unmapped: { sealed: [USER] },
    });
    const content = { email: 'a@b.test', ip: '198.51.100.4', user_agent: 'Firefox', salt: 'x' };
    expect(toOcsf(line, LOG, new Map([[USER, content]]), 0)).toMatchObject({
      src_endpoint: { ip: '198.51.100.4' },
      http_request: { user_agent: 'Firefox' },
      unmapped: { subjects: { [USER]: { email: 'a@b.test' } } },
    });
  });

  it('never has the salt of its public block', () => {
    const { line } = lineOf('api_key.created', { actor: 'api_key' });
    const { salt } = JSON.parse(line.public);
    expect(salt).toHaveLength(43);
    expect(JSON.stringify(toOcsf(line, LOG, new Map(), 0))).not.toContain(salt);
  });

  it('tells failures and alarms from what happens all day', () => {
    const of = (type: string, outcome: 'success' | 'denied') =>
      toOcsf(lineOf(type, { outcome }).line, LOG, new Map(), 0);
    expect(of('session.created', 'success')).toMatchObject({ severity_id: 1, status_id: 1 });
    expect(of('auth.signin_attempt', 'denied')).toMatchObject({
      severity_id: 2,
      status_id: 2,
      status_code: 'invalid_credentials',
    });
    expect(of('break_glass.opened', 'success')).toMatchObject({ severity_id: 4 });
  });
});

describe('what is no event of the catalogue', () => {
  it.each([
    ['a marker', { index: 3, leaf: '{"gap":1}' }],
    ['bytes that nobody could read', { index: 3, leaf: '\u0000', row: '{"pk":{"S":"x"}}' }],
    ['an event without its public block', { index: 3, leaf: lineOf('user.created').line.leaf }],
    ['an event whose public block is no JSON', { index: 3, leaf: lineOf('user.created').line.leaf, public: '{' }],
  ])('%s keeps its index', (_name, line) => {
    const event = toOcsf(line, LOG, new Map(), 5);
    expect(flawsOf(event)).toEqual([]);
    expect(event).toMatchObject({ class_uid: 0, time: 5, unmapped: { log: { index: 3 } } });
  });

  it('is the checkpoint that closes a batch, and a test', () => {
    const checkpoint = { origin: LOG.origin, size: 9, root: Buffer.alloc(32, 1) };
    const closing = checkpointRecord(LOG, { checkpoint, note: 'note', vkey: 'key' }, NOW.getTime());
    expect(flawsOf(closing)).toEqual([]);
    expect(closing).toMatchObject({ unmapped: { checkpoint: { note: 'note', size: 9 } } });
    expect(flawsOf(testRecord(PROJECT, 'str_1', NOW))).toEqual([]);
  });
});

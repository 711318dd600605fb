/** What checks over a deployment make of what they read: nothing is wrong with a good one, and each planted fault is named. */
import { describe, expect, test } from 'vitest';
import { all, each, type Finding, passes } from '../../../hipaa/check.ts';
import type { Live } from '../../../hipaa/deployment/live.ts';
import { answersGuarded } from '../../../hipaa/live/answers-guarded.ts';
import { archiveDeployed } from '../../../hipaa/live/archive-deployed.ts';
import { functionsDeployed } from '../../../hipaa/live/functions-deployed.ts';
import { keysDeployed } from '../../../hipaa/live/keys-deployed.ts';
import { logSigned } from '../../../hipaa/live/log-signed.ts';
import { officersSubscribed } from '../../../hipaa/live/officers-subscribed.ts';
import { oldTlsRefused, type TlsFacts } from '../../../hipaa/live/old-tls-refused.ts';
import { stacksDeployed } from '../../../hipaa/live/stacks-deployed.ts';
import { strangersRefused } from '../../../hipaa/live/strangers-refused.ts';
import { streamsRunning } from '../../../hipaa/live/streams-running.ts';
import { tablesDeployed } from '../../../hipaa/live/tables-deployed.ts';
import { tokensPublished } from '../../../hipaa/live/tokens-published.ts';
import { LIVE_CHECKS, type LiveCheckId, lookAt } from '../../../hipaa/live-checks.ts';

interface Case<Facts> {
  readonly good: Facts;
  /** Facts of deployments with one fault each. */
  readonly bad: readonly Facts[];
  readonly nothing: Facts;
}

/** Finding of the good facts, of each bad ones, and of none. */
const cases = <Facts>(judge: (facts: Facts) => Finding, { good, bad, nothing }: Case<Facts>) => ({
  good: judge(good),
  bad: bad.map(judge),
  nothing: judge(nothing),
});

const table = { name: 'audit', encryption: 'KMS', guarded: true, recoverable: 'ENABLED' };
const DAY_MS = 24 * 3600 * 1000;
const object = { key: 'v1/a', mode: 'COMPLIANCE', putMs: 0, untilMs: 2557 * DAY_MS };
const archive = { wantedDays: 2557, mode: 'COMPLIANCE', days: 2557, shut: true, objects: [object] };
const dataKey = { use: 'DataKeyId', spec: 'SYMMETRIC_DEFAULT', state: 'Enabled', origin: 'AWS_KMS', rotates: true };
const logKey = { use: 'LogKeyIds', spec: 'ECC_NIST_EDWARDS25519', state: 'Enabled', origin: 'AWS_KMS' };
const runs = { name: 'acme-a', runtime: 'nodejs24.x', role: 'role-a' };
const headers = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
const answer = { path: '/v1/me', status: 401, headers };
const published = { kty: 'OKP', crv: 'Ed25519', x: 'held', kid: 'k', alg: 'EdDSA', use: 'sig' };
const status = {
  logs: 2,
  of: 2,
  unarchived: { count: 0, seconds: 0 },
  unsigned: { count: 1, seconds: 40 },
  reconciled: { logs: 2, entries: 9, findings: 0, under_way: false },
};
const shaken = (version: TlsFacts['version'], spoken?: string): TlsFacts => ({ version, spoken });
const shakes = [shaken('TLSv1'), shaken('TLSv1.1'), shaken('TLSv1.2', 'TLSv1.2')];
const told = { wanted: ['a@acme.example'], subscribed: [{ address: 'a@acme.example', confirmed: true }] };

const FOUND: Readonly<Record<LiveCheckId, ReturnType<typeof cases>>> = {
  'answers-guarded': cases(answersGuarded.judge, {
    good: [answer, { path: '/none', status: 404, headers: {} }],
    bad: [
      [{ ...answer, headers: { ...headers, 'strict-transport-security': 'max-age=60' } }],
      [{ ...answer, headers: { ...headers, 'x-content-type-options': '' } }],
      [{ ...answer, headers: { ...headers, 'cache-control': 'max-age=600' } }],
    ],
    nothing: [],
  }),
  'archive-deployed': cases(archiveDeployed.judge, {
    good: archive,
    bad: [
      { ...archive, mode: 'GOVERNANCE' },
      { ...archive, days: 2191 },
      { ...archive, shut: false },
      { ...archive, objects: [{ ...object, mode: undefined }] },
      { ...archive, objects: [{ ...object, untilMs: 2191 * DAY_MS }] },
    ],
    nothing: { ...archive, objects: [] },
  }),
  'functions-deployed': cases(functionsDeployed.judge, {
    good: { wanted: 1, functions: [runs] },
    bad: [
      { wanted: 2, functions: [runs] },
      { wanted: 1, functions: [{ ...runs, runtime: 'nodejs18.x' }] },
      { wanted: 1, functions: [runs, { ...runs, name: 'acme-b' }] },
    ],
    nothing: { wanted: 0, functions: [] },
  }),
  'keys-deployed': cases(keysDeployed.judge, {
    good: [dataKey, logKey],
    bad: [
      [{ ...dataKey, rotates: false }],
      [{ ...logKey, state: 'PendingDeletion' }],
      [{ ...logKey, origin: 'EXTERNAL' }],
      [{ ...logKey, spec: 'RSA_2048' }],
    ],
    nothing: [],
  }),
  'log-signed': cases(logSigned.judge, {
    good: status,
    bad: [
      { ...status, of: 3 },
      { ...status, unarchived: { count: 1, seconds: 901 } },
      { ...status, unsigned: { count: 1, seconds: 901 } },
    ],
    nothing: { ...status, logs: 0, of: 0 },
  }),
  'officers-subscribed': cases(officersSubscribed.judge, {
    good: told,
    bad: [
      { ...told, subscribed: [] },
      { ...told, subscribed: [{ address: 'a@acme.example', confirmed: false }] },
    ],
    nothing: { wanted: [], subscribed: [] },
  }),
  'old-tls-refused': cases(oldTlsRefused.judge, {
    good: shakes,
    bad: [
      [shaken('TLSv1.1', 'TLSv1.1'), shaken('TLSv1.2', 'TLSv1.2')],
      [shaken('TLSv1'), shaken('TLSv1.1'), shaken('TLSv1.2')],
    ],
    nothing: [],
  }),
  'stacks-deployed': cases(stacksDeployed.judge, {
    // What passes is shown by the local cloud; here a template that has nothing of what is looked for.
    good: { stacks: {}, tenants: [] },
    bad: [],
    nothing: { stacks: {}, tenants: [] },
  }),
  'strangers-refused': cases(strangersRefused.judge, {
    good: [{ path: '/v1/me', status: 401 }],
    bad: [[{ path: '/v1/me', status: 200 }], [{ path: '/v1/me', status: 404 }]],
    nothing: [],
  }),
  'streams-running': cases(streamsRunning.judge, {
    good: [{ name: 'acme-archiver', state: 'Enabled' }],
    bad: [[{ name: 'acme-archiver', state: 'Disabled' }], [{ name: 'acme-archiver', state: undefined }]],
    nothing: [],
  }),
  'tables-deployed': cases(tablesDeployed.judge, {
    good: [table],
    bad: [
      [{ ...table, encryption: undefined }],
      [{ ...table, guarded: false }],
      [table, { ...table, recoverable: 'DISABLED' }],
    ],
    nothing: [],
  }),
  'tokens-published': cases(tokensPublished.judge, {
    good: { published: [published], held: ['held', 'next'] },
    bad: [
      { published: [published], held: ['another'] },
      { published: [{ ...published, d: 'secret' }], held: ['held'] },
      { published: [published, { ...published, kty: 'RSA', crv: '' }], held: ['held'] },
    ],
    nothing: { published: [], held: [] },
  }),
};

const ids = Object.keys(LIVE_CHECKS) as LiveCheckId[];

describe('of what it reads', () => {
  test.each(ids.filter((id) => id !== 'stacks-deployed'))('%s finds each fault, and none where there is none', (id) => {
    const { good, bad } = FOUND[id];
    expect(good.wrong).toEqual([]);
    expect(passes(good)).toBe(true);
    expect(bad.length).toBeGreaterThan(1);
    for (const [number, finding] of bad.entries()) expect(passes(finding), `fault ${number}`).toBe(false);
  });

  test.each(ids)('%s proves nothing where there is nothing', (id) => {
    expect(passes(FOUND[id].nothing)).toBe(false);
  });
});

test('a check that cannot ask has failed, and says why', async () => {
  const nowhere = { outputs: {}, tenant: { name: 'acme' }, address: 'http://127.0.0.1:9', clients: {} };
  for (const id of ['keys-deployed', 'answers-guarded'] as const) {
    const finding = await lookAt(nowhere as unknown as Live, id);
    expect(passes(finding)).toBe(false);
    expect(finding.wrong[0]).toMatch(/^it could not be asked: /);
  }
});

test('a finding of several parts is empty where one of them is', () => {
  const one = each([1, 2], (number) => [number > 1 && `${number} is too much`]);
  expect(all(one, one)).toEqual({ looked: 4, wrong: ['2 is too much', '2 is too much'] });
  expect(
    passes(
      all(
        each([1], () => []),
        each([], () => []),
      ),
    ),
  ).toBe(false);
});

/**
 * T32: the break-glass runbook's own commands, typed as they stand in it, on a night on which the token key, mail, text
 * messages, the identity provider and the incident topic are down.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { request } from '../dynamodb/api.ts';
import { type Emergency, enrolEmergency, enrolOperator } from '../dynamodb/emergency.ts';
import { eventsOf } from '../dynamodb/events.ts';
import { type Clinic, makeClinic, makeOrganization, signIn } from '../dynamodb/people.ts';
import { serve } from '../dynamodb/served.ts';
import { bearer } from '../dynamodb/world.ts';
import { commandsOf, type } from './typed-page.ts';

const night = vi.hoisted(() => ({ down: false, asked: new Set<string>() }));
const reach = vi.hoisted(() => (service: string) => {
  if (!night.down) return;
  night.asked.add(service);
  throw Object.assign(new Error('down'), { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
});
vi.mock('../../lambdas/shared/aws/kms.ts', async (original) => {
  const kms = await original<typeof import('../../lambdas/shared/aws/kms.ts')>();
  const signToken: typeof kms.signToken = async (keyId, message) => {
    reach('token key');
    return kms.signToken(keyId, message);
  };
  const tokenPublicKey: typeof kms.tokenPublicKey = async (keyId) => {
    reach('token key');
    return kms.tokenPublicKey(keyId);
  };
  return { ...kms, signToken, tokenPublicKey };
});
vi.mock('../../lambdas/shared/aws/ses.ts', () => ({ sendMail: async () => reach('mail') }));
vi.mock('../../lambdas/shared/aws/sms.ts', () => ({ sendText: async () => reach('text messages') }));
vi.mock('../../lambdas/shared/aws/sns.ts', () => ({ publishIncident: async () => reach('incident topic') }));

const PAGE = 'hipaa/break-glass-runbook.md';
const blocks = (heading: string) => commandsOf(PAGE, heading);

let clinic: Clinic;
let operator: Emergency;
let officer: Emergency;
let card: Record<string, string>;
let api: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  clinic = await makeClinic({ settings: { two_person: true } });
  operator = await enrolEmergency(clinic);
  officer = await enrolOperator(clinic, ['privacy_officer']);
  const org = await makeOrganization(clinic, { require_sso: true });
  api = await serve();
  card = { API: api.url, PROJECT: clinic.projectId, ORG: org, EMAIL: operator.email, INCIDENT: 'INC-2041' };
  vi.stubGlobal('fetch', async () => reach('identity provider'));
  night.down = true;
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await api.stop();
});

const typed = (commands: string, secret?: string, more: Record<string, string> = {}) =>
  type(commands, { ...card, ...more }, { secret });

describe('T32: with five services down', () => {
  test('nobody can sign in', async () => {
    expect((await signIn(operator)).status).toBe(503);
    night.asked.clear();
  });

  test('the runbook opens the glass, lets the ward in, and closes it', async () => {
    const [open = ''] = blocks('Break the glass');
    const opened = await typed(open, operator.codes.shift());
    expect(opened).toMatchObject({ status: 0, stderr: expect.stringContaining('Call your privacy officer') });
    const token = /token\s+(bgt_\S+)/.exec(opened.stdout)?.[1] ?? '';
    const inTerminal = { HALE_BREAK_GLASS_TOKEN: token };

    const [look = '', loosen = ''] = blocks('Use it');
    expect(JSON.parse((await typed(look, '', inTerminal)).stdout)).toMatchObject({ require_sso: true });
    expect(JSON.parse((await typed(loosen, '', inTerminal)).stdout)).toMatchObject({ require_sso: false });

    const [close = ''] = blocks('Close it');
    const closed = await typed(close, '', inTerminal);
    expect(closed).toMatchObject({ status: 0 });
    expect(closed.stdout).toContain('"require_sso":true');
    expect(closed.stdout).toMatch(/status {5}open.*status {5}closed.*review {5}due/s);
    expect((await typed(look, '', inTerminal)).status, 'the token is over').not.toBe(0);

    expect([...night.asked], 'no other of them is even asked').toEqual(['incident topic']);
  });

  test('the log has it in the order that the runbook tells, and another person reviews it', async () => {
    const id = await newestGrant();
    const types = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === id).map(({ type }) => type);
    expect(types).toEqual(['break_glass.alarmed', 'break_glass.opened', 'break_glass.closed']);
    const body = { verdict: 'justified', findings: 'The provider was down for an hour.' };
    const review = (who: Emergency) =>
      request('POST /v1/admin/break-glass/{id}/review', { headers: bearer(who.token), params: { id }, body });
    expect((await review(operator)).status, 'not the one who opened it').toBe(403);
    expect(await review(officer)).toMatchObject({ status: 200, body: { review: { state: 'done' } } });
  });

  test('a drill says by its exit code that the alarm reached nobody, and passes once it does', async () => {
    const [drill = ''] = blocks('Drill');
    expect(await typed(drill, operator.codes.shift())).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('the alarm reached nobody'),
    });
    night.down = false;
    expect(await typed(drill, operator.codes.shift())).toMatchObject({ status: 0 });
    const evidence = await request('GET /v1/admin/break-glass/drills', { headers: bearer(officer.token) });
    expect(evidence).toMatchObject({ status: 200, body: { days_since_last_drill: 0 } });
    expect(evidence.body.data).toHaveLength(2);
    const all = ['Break the glass', 'Use it', 'Close it', 'Drill'].flatMap(blocks).length;
    console.log(
      `T32: ${all} of ${all} command blocks typed with 5 of 5 services down; the drill tells that its alarm reached nobody`,
    );
    expect(all).toBe(5);
  });
});

async function newestGrant(): Promise<string> {
  const { body } = await request('GET /v1/admin/break-glass', { headers: bearer(officer.token) });
  return body.data[0].id;
}

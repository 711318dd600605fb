/** The risk engine in the local cloud: codes by real mail, each function under its own role. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readOutbox } from '../../lib/local/outbox.ts';
import type { Authenticator, RequestOptions } from '../passkey-authenticator.ts';
import { type Answer, type Clinic, call, type Envelope, enrol, good, makeClinic } from './clinic.ts';
import { cloud } from './cloud.ts';

interface Challenge {
  readonly code: string;
  readonly challenge_id: string;
  readonly methods: readonly string[];
}
interface Decision {
  readonly decision: string;
  readonly score: number;
  readonly reasons: readonly { readonly signal: string; readonly weight: number }[];
  readonly unavailable: readonly string[];
  readonly session_id: string | null;
  readonly method: string;
}

const LAPTOP =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const BOT = LAPTOP.replace('Chrome/', 'HeadlessChrome/');

let clinic: Clinic;

/** With a code that a mail brings, from a device that says this of itself. */
async function signInByCode(
  { projectId: project }: Clinic,
  email: string,
  agent: string,
): Promise<Answer<Envelope & Challenge>> {
  const codesIn = async () => {
    const mail = await readOutbox(cloud.awsEnvironment.AWS_ENDPOINT_URL ?? '', email);
    return mail.flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? []);
  };
  const before = (await codesIn()).length;
  const asked = { project, agent, body: { email } };
  const { flow_id } = await good<{ flow_id: string }>('POST', '/v1/auth/otp/send', asked);
  const code = await vi.waitFor(
    async () => {
      const found = await codesIn();
      if (found.length === before) throw new Error('no mail yet');
      return found.at(-1);
    },
    { timeout: 60_000, interval: 500 },
  );
  return call('POST', '/v1/auth/otp/verify', { project, agent, body: { flow_id, code } });
}

async function lastDecision({ secret: bearer }: Clinic, userId: string): Promise<Decision | undefined> {
  return (await good<{ data: Decision[] }>('GET', `/v1/risk/decisions?user_id=${userId}`, { bearer })).data[0];
}

/** Somebody who is known to sign in from their laptop, with a passkey or a code; each has an address of their own. */
async function makeNurse(at: Clinic, email: string): Promise<{ passkey: Authenticator; id: string }> {
  const { authenticator, envelope } = await enrol(at, { email, agent: LAPTOP });
  const { id } = envelope.user;
  await good('PATCH', `/v1/users/${id}`, { bearer: at.secret, body: { email_verified: true } });
  return { passkey: authenticator, id };
}

beforeAll(async () => {
  clinic = await makeClinic('Careful clinic');
}, 120_000);

describe('a sign-in with a code by e-mail', () => {
  test('from the habitual device is let in, and its decision is with its session', async () => {
    const { id } = await makeNurse(clinic, 'habitual@example.com');
    const { status, body } = await signInByCode(clinic, 'habitual@example.com', LAPTOP);

    expect(status).toBe(200);
    expect(await lastDecision(clinic, id)).toMatchObject({
      decision: 'allow',
      score: 0,
      session_id: body.session_id,
      method: 'otp',
      unavailable: expect.arrayContaining(['impossible_travel', 'new_country', 'tor_exit']),
    });
  });

  test('from a new device that no person holds needs one more factor, and the passkey is one', async () => {
    const { id, passkey } = await makeNurse(clinic, 'unusual@example.com');
    const { status, body } = await signInByCode(clinic, 'unusual@example.com', BOT);

    expect([status, body.code, body.methods]).toEqual([401, 'step_up_required', ['passkey']]);
    expect(await lastDecision(clinic, id)).toMatchObject({
      decision: 'step_up',
      score: 45,
      reasons: [
        { signal: 'new_device', weight: 15 },
        { signal: 'headless_agent', weight: 30 },
      ],
      session_id: null,
    });

    const { projectId: project } = clinic;
    const { challenge_id } = body;
    const begun = await good<{ options: RequestOptions }>('POST', '/v1/auth/step-up/options', {
      project,
      agent: BOT,
      body: { challenge_id, method: 'passkey' },
    });
    const answer = { challenge_id, method: 'passkey', credential: passkey.get(begun.options) };
    const entered = await good<Envelope>('POST', '/v1/auth/step-up/verify', { project, agent: BOT, body: answer });
    expect(await lastDecision(clinic, id)).toMatchObject({ decision: 'step_up', session_id: entered.session_id });
  });
});

test('the policy of the project decides from which score one is asked for more', async () => {
  const careful = await makeClinic('Very careful clinic');
  const body = { thresholds: { step_up: 15 } };
  const policy = await good('PUT', '/v1/risk/policy', { bearer: careful.secret, body });
  expect(policy).toMatchObject({ version: 1, thresholds: { step_up: 15, block: 75 } });

  const { id } = await makeNurse(careful, 'careful@example.com');
  const { status, body: told } = await signInByCode(careful, 'careful@example.com', 'NurseApp/1.0');
  expect([status, told.code]).toEqual([401, 'step_up_required']);
  expect(await lastDecision(careful, id)).toMatchObject({ decision: 'step_up', score: 15, session_id: null });
});

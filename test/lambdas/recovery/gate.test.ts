/**
 * Recovery never drops below the policy (features.md B13, A25): over generated policies and people, a recovery ends in a
 * session exactly where signing in with that passkey would, judged by a table of its own, and after as many people.
 */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { enrolOperator } from '../../dynamodb/emergency.ts';
import { deliverAll } from '../../dynamodb/outbox.ts';
import { enrol, join, makeClinic, makeOrganization, signIn } from '../../dynamodb/people.ts';
import { approve, askAndProve, finish, secretsIn } from '../../dynamodb/recovery.ts';
import { bearer, database, rowsOf, TABLES } from '../../dynamodb/world.ts';
import { makeAuthenticator } from '../../passkey-authenticator.ts';
import { seeded } from '../../risk/random.ts';

const CASES = 60;
const MODELS = ['ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4', '08987058-cadc-4b81-b6e1-30de50dcbe96'] as const;
const IP = '198.51.100.7';

test('over generated policies, factors and authenticators', { timeout: 300_000 }, async () => {
  const { chance: toss } = seeded(34);
  const budgets = { recovery_ip: 10_000, code_ip: 10_000, sign_in_ip: 100_000 };
  const clinic = await makeClinic({ settings: { recovery_delay_min: 0, budgets } });
  const operators = [await enrolOperator(clinic, ['admin']), await enrolOperator(clinic, ['admin'])];
  let [opened, refused, two] = [0, 0, 0];
  for (let index = 0; index < CASES; index++) {
    const policy = {
      require_mfa: toss(0.4),
      require_passkey: toss(0.4),
      require_sso: toss(0.1),
      disabled_methods: [
        ...(toss(0.1) ? ['passkey'] : []),
        ...(toss(0.3) ? ['totp'] : []),
        ...(toss(0.3) ? ['recovery', 'magic_link', 'otp'] : []),
      ],
      allowed_aaguids: toss(0.3) ? [MODELS[0]] : [],
      ip_allowlist: toss(0.3) ? [toss(0.5) ? '198.51.100.0/24' : '192.0.2.0/24'] : [],
    };
    const aaguid = toss(0.5) ? MODELS[0] : MODELS[1];
    const person = await enrol(clinic);
    // What they had before makes no difference: it is gone.
    const had = [
      ...(toss(0.5) ? ['TOTP'] : []),
      ...(toss(0.5) ? ['PASSWORD'] : []),
      ...(toss(0.5) ? ['RECOVERY_CODES'] : []),
    ];
    for (const sk of had)
      await database.send(
        new PutItemCommand({
          TableName: TABLES.identity,
          Item: marshall({
            pk: `USER#${person.userId}`,
            sk,
            status: 'active',
            codes: ['x'],
            user_id: person.userId,
            id: sk,
            version: 1,
          }),
        }),
      );
    const org = await makeOrganization(clinic, policy);
    await join(person, org);
    const { id } = await askAndProve(person, { organization_id: org });

    const needed = policy.require_mfa || policy.require_passkey ? 2 : 1;
    for (let given = 1; given <= needed; given++) {
      const { body } = await approve(operators[given - 1] ?? { token: '' }, id);
      expect([index, body.status]).toEqual([index, given === needed ? 'approved' : 'proven']);
      const { finish: early } = secretsIn(given < needed ? await deliverAll() : []);
      expect(early).toBe('');
    }
    if (needed === 2) two++;
    const passkey = makeAuthenticator({ aaguid });
    const { finish: token } = secretsIn(await deliverAll());
    const reply = await finish(clinic, id, token, { passkey, ip: IP });

    const opens =
      !policy.require_sso &&
      !policy.disabled_methods.includes('passkey') &&
      (policy.allowed_aaguids.length === 0 || aaguid === MODELS[0]) &&
      policy.ip_allowlist.every((network) => network.startsWith('198.51.100.'));
    expect([index, reply.status === 200, reply.body.code]).toEqual([index, opens, opens ? undefined : reply.body.code]);
    const rows = (await rowsOf('identity', `USER#${person.userId}`)).map(({ sk }) => String(sk));
    if (!opens) {
      refused++;
      expect(reply.body.code).toMatch(/^policy_violation_/);
      for (const sk of had) expect(rows).toContain(sk);
      continue;
    }
    opened++;
    for (const sk of had) expect(rows).not.toContain(sk);
    const me = await request('GET /v1/me', { headers: bearer(reply.body.access_token), ip: IP });
    expect(me.status, 'the gate of every request').toBe(200);
    const [session] = (await rowsOf('identity', `SESSIONS#${person.userId}`)).filter(
      ({ status }) => status === 'active',
    );
    expect(session).toMatchObject({ factors: ['passkey'], acr: 'phr', organization_id: org });
    expect(session?.amr).toContain('mfa');
    const again = await signIn({ clinic, passkey }, { organization_id: org }, { ip: IP });
    expect(again.status, 'signing in with it does the same').toBe(200);
  }
  console.log(
    `B13: ${CASES} policies: ${opened} sessions, ${refused} refused as a sign-in is, ${two} by two people; 0 below policy`,
  );
  expect(opened).toBeGreaterThan(15);
  expect(refused).toBeGreaterThan(10);
});

/**
 * T14, of what is mailed or answers a mail: links, resets, recoveries and the flows of codes. None that was not issued is
 * accepted. Each is shown in the end as it was issued: then it is accepted, so no forgery was refused for another reason.
 */
import { beforeAll, expect, test } from 'vitest';
import { client, type RouteName, request } from '../../dynamodb/api.ts';
import { beginFlow, makeReader } from '../../dynamodb/codes.ts';
import { enrolOperator } from '../../dynamodb/emergency.ts';
import { deliverAll, linkIn } from '../../dynamodb/outbox.ts';
import { anonymously, type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { approveBy, ask, askAndProve, secretsIn } from '../../dynamodb/recovery.ts';
import type { Request } from '../../dynamodb/world.ts';
import { type Forgery, forgedJwts, misspelt } from '../../forgeries.ts';

const PAGE = 'http://localhost:4100/signed-in';

interface Place {
  readonly type: string;
  readonly valid: string;
  /** Whether what it stands for was given. */
  readonly accepts: (token: string) => Promise<boolean>;
}

let clinic: Clinic;
let places: Place[];
let jwts: Forgery[];
let shown = 0;

/** Each from another network, so that none is refused for being one of many. */
async function isTaken(name: RouteName, rest: Request): Promise<boolean> {
  const ip = `10.1.${(shown >> 8) & 255}.${shown & 255}`;
  return (await request(name, { headers: anonymously(clinic), ...rest, ip })).status < 400;
}

async function signInPlaces(): Promise<Place[]> {
  const { flow, code } = await beginFlow({ email: (await makeReader(clinic)).email }, clinic);
  const headers = anonymously(clinic);
  const linked = { destination: (await makeReader(clinic)).email, redirect_uri: PAGE };
  await request('POST /v1/auth/magic-link/send', { headers, body: linked });
  const link = new URL(linkIn(await deliverAll()));
  const body = { email: (await makeReader(clinic)).email };
  await request('POST /v1/auth/password/reset', { headers, body });
  const [reset = ''] = /pwr_[\w-]{43}/.exec((await deliverAll()).at(-1)?.text ?? '') ?? [];
  return [
    {
      type: 'flow of a code',
      valid: flow,
      accepts: (flow_id) => isTaken('POST /v1/auth/otp/verify', { body: { flow_id, code } }),
    },
    {
      type: 'magic link',
      valid: link.searchParams.get('token') ?? '',
      accepts: (token) => isTaken('POST /v1/auth/magic-link/callback', { query: { token } }),
    },
    {
      type: 'password reset',
      valid: reset,
      accepts: (token) =>
        isTaken('POST /v1/auth/password/reset/confirm', { body: { token, new_password: 'seven grey herons stand' } }),
    },
  ];
}

async function recoveryPlaces(): Promise<Place[]> {
  const asked = (await ask(clinic, { email: (await enrol(clinic)).email })).body.id as string;
  const { prove } = secretsIn(await deliverAll());
  const { id, notices } = await askAndProve(await enrol(clinic));
  const finish = await approveBy([await enrolOperator(clinic, ['admin'])], id);
  const place = (type: string, valid: string, step: 'prove' | 'complete/options' | 'cancel', of = id): Place => ({
    type,
    valid,
    accepts: (token) => isTaken(`POST /v1/recovery/requests/{id}/${step}`, { params: { id: of }, body: { token } }),
  });
  return [
    place('proof of a recovery', prove, 'prove', asked),
    place('end of a recovery', finish, 'complete/options'),
    // The last one: it ends what the one before belongs to.
    place('stop of a recovery', secretsIn(notices).stop, 'cancel'),
  ];
}

beforeAll(async () => {
  clinic = await makeClinic({ settings: { passwords: 'on', recovery_delay_min: 0 } });
  await client(clinic.secret)('POST /v1/redirect-uris', { body: { uri: PAGE } });
  const { envelope } = await enrol(clinic);
  const jwks = (await request('GET /v1/auth/.well-known/jwks.json')).body;
  jwts = forgedJwts(envelope.access_token, jwks.keys[0]);
  places = [...(await signInPlaces()), ...(await recoveryPlaces())];
}, 120_000);

test('T14: what is mailed is accepted as it was issued, and in no other form', { timeout: 240_000 }, async () => {
  const wrongly: string[] = [];
  for (const { type, valid, accepts } of places) {
    const others = places.filter((one) => one.type !== type).map((one): Forgery => [`the ${one.type}`, one.valid]);
    for (const [how, token] of [...misspelt(valid), ...jwts, ...others]) {
      shown++;
      if (await accepts(token)) wrongly.push(`${type}: ${how}`);
    }
  }
  console.log(`T14: ${shown} forged or misspelt tokens of ${places.length} mailed types, ${wrongly.length} accepted`);
  expect(wrongly).toEqual([]);
  const refused: string[] = [];
  for (const { type, valid, accepts } of places) if (!(await accepts(valid))) refused.push(type);
  expect(refused).toEqual([]);
});

/** Sign-ins where the deployment has the files that tell of networks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { type Careful, makeCareful } from '../../dynamodb/challenges.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { withPasswords } from '../../dynamodb/factors.ts';
import { type Clinic, setPolicy } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';
import { writeMmdb } from '../../risk/mmdb.ts';
import { byPasskey, byPassword, lastDecision } from './arrivals.ts';

const at = handClock();
const HOME = '203.0.113.7';
const PARIS = '198.51.100.7';
const place = (country: string, latitude: number, longitude: number) => ({
  country: { iso_code: country },
  location: { latitude, longitude, accuracy_radius: 20 },
});
const folder = mkdtempSync(joinPath(tmpdir(), 'hale-risk-'));
let clinic: Clinic;
let one: Careful;

beforeAll(async () => {
  const networks = { '203.0.113.0/24': place('US', 42.36, -71.06), '198.51.100.0/24': place('FR', 48.86, 2.35) };
  writeFileSync(joinPath(folder, 'geo.mmdb'), writeMmdb(networks));
  writeFileSync(joinPath(folder, 'tor-exits.txt'), '192.0.2.1\n');
  writeFileSync(joinPath(folder, 'data-centres.txt'), '192.0.2.0/25\n');
  writeFileSync(joinPath(folder, 'known-bad.txt'), '192.0.2.200\n');
  process.env.RISK_DATA = folder;
  clinic = await withPasswords();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Somebody of each test's own, a minute after they were enrolled at home. */
beforeEach(async () => {
  at(0);
  one = await makeCareful(clinic, {});
  at(1);
});

const reasonsOf = async () =>
  (await lastDecision(clinic, one.person.userId)).reasons.map(({ signal }: { signal: string }) => signal);

describe('a sign-in', () => {
  test('at home: everything is known, nothing is unusual', async () => {
    expect((await byPassword(one)).status).toBe(200);
    expect(await lastDecision(clinic, one.person.userId)).toMatchObject({
      score: 0,
      unavailable: ['breached_password', 'off_hours'],
    });
  });

  test('from Paris a minute after Boston is refused with a password, and let in with a passkey', async () => {
    expect((await byPassword(one, { ip: PARIS })).body.code).toBe('blocked_by_risk_policy');
    expect(await reasonsOf()).toEqual(['impossible_travel', 'new_country', 'new_ip_block']);
    at(2);
    expect((await byPasskey(one.person, { ip: PARIS })).status).toBe(200);
    expect(await lastDecision(clinic, one.person.userId)).toMatchObject({ decision: 'step_up', score: 75 });
  });

  test('from Paris a day after Boston is a journey: new, and no more', async () => {
    at(24 * 60);
    expect((await byPassword(one, { ip: PARIS })).status).toBe(200);
    expect(await reasonsOf()).toEqual(['new_country', 'new_ip_block']);
    at(48 * 60);
    await byPassword(one, { ip: PARIS });
    expect(await reasonsOf()).toEqual([]);
  });

  test('through a Tor exit in a data centre asks for more', async () => {
    expect((await byPassword(one, { ip: '192.0.2.1' })).body.code).toBe('step_up_required');
    expect(await reasonsOf()).toEqual(['new_ip_block', 'tor_exit', 'data_centre_ip']);
  });

  test('from an address that attacks come from is refused, with a passkey too', async () => {
    const tried = [await byPassword(one, { ip: '192.0.2.200' }), await byPasskey(one.person, { ip: '192.0.2.200' })];
    expect(tried.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'blocked_by_risk_policy'],
      [403, 'blocked_by_risk_policy'],
    ]);
  });
});

describe('the rules of an organization about countries', () => {
  const from = (ip: string) => byPasskey(one.person, { ip }, { organization_id: one.org });

  test('let in from where they allow, and from nowhere else', async () => {
    await setPolicy(clinic, one.org, { geo_allow: ['US'] });

    expect((await from(HOME)).status).toBe(200);
    for (const ip of [PARIS, '192.0.2.77']) expect((await from(ip)).body.code).toBe('policy_violation_location');
  });

  test('refuse from where they deny', async () => {
    await setPolicy(clinic, one.org, { geo_deny: ['FR'] });

    expect((await from(HOME)).status).toBe(200);
    expect((await from(PARIS)).body.code).toBe('policy_violation_location');
  });

  test('hold for each use of a session, not for its beginning alone', async () => {
    await setPolicy(clinic, one.org, { geo_allow: ['US'] });
    const { access_token } = (await from(HOME)).body;
    const me = async (ip: string) => (await request('GET /v1/me', { headers: bearer(access_token), ip })).status;

    expect([await me(HOME), await me(PARIS), await me(HOME)]).toEqual([200, 403, 200]);
  });
});

/** A person's data handed out: all of it, nothing of anybody else, signed, and each step in the log (T30). */
import { beforeAll, describe, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { enrol, makeClinic } from '../../dynamodb/people.ts';
import { type S3, startS3 } from '../../dynamodb/s3.ts';
import { rowsOf } from '../../dynamodb/world.ts';
import { type Life, liveFully } from './full-life.ts';

const { checkBundle } = await import('../../../lambdas/statement/bundle.ts');
const { checkEvents } = await import('../../../lambdas/statement/proven-event.ts');
const { parseVkey } = await import('../../../lambdas/log/note.ts');

let s3: S3;
let life: Life;
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
let bundle: any;
let text: string;

/** The body of the seed's own curl command. */
const SEED = { requested_by: 'alice@hospital.org', notes: 'Patient request 2026-05-21' };
const exportOf = (id: string, call = client(life.clinic.secret), body: object = SEED) =>
  call('POST /v1/admin/users/{id}/dsr/export', { params: { id }, body });
const keys = async () =>
  (await request('GET /v1/compliance/statement-keys', {})).body.keys.map((key: string) => parseVkey(key));
const idsIn = (value: unknown): string[] => JSON.stringify(value).match(/\b[a-z]{3,4}_[0-9A-Z]{26}\b/g) ?? [];

beforeAll(async () => {
  s3 = await startS3();
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  life = await liveFully();
  const { status, body } = await exportOf(life.person.userId);
  if (status !== 200) throw new Error(JSON.stringify(body));
  bundle = body;
  text = JSON.stringify(bundle);
  return () => s3.stop();
}, 120_000);

/** All rows that there are of a person, by the collection that they lie in. */
const rowsOfPerson = async (id: string) => {
  const collections = ['USER', 'SESSIONS', 'DECISIONS', 'FORMER_MEMBERSHIPS', 'DSRS', 'DISAGREEMENTS'];
  return (await Promise.all(collections.map((name) => rowsOf('identity', `${name}#${id}`)))).flat();
};

describe('T30: a bundle', () => {
  test('is signed as a whole, and part by part', async () => {
    expect(checkBundle(bundle, await keys())).toEqual([]);
    expect(bundle.manifest).toMatchObject({ kind: 'subject_export', about: { type: 'user', id: life.person.userId } });
  });

  test('has every row that there is of the person, of whatever kind', async () => {
    /** Where each kind of row is told; one that nobody thought of fails here. */
    const TOLD: Record<string, string> = {
      USER: 'account',
      KEY: 'none: the key of their part of the log',
      PASSKEY: 'identities',
      TOTP: 'identities',
      PASSWORD: 'identities',
      RECOVERY_CODES: 'identities',
      PHONE: 'identities',
      MEMBERSHIP: 'memberships',
      HABITS: 'account',
      OPERATOR: 'account',
      RECOVERY: 'recovery_requests',
      SESSION: 'sessions',
      DECISION: 'risk_decisions',
    };
    const rows = await rowsOfPerson(life.person.userId);
    const kinds = new Set(
      rows.filter(({ pk }) => String(pk).startsWith('USER#')).map(({ sk }) => String(sk).split('#')[0]),
    );
    expect([...kinds].filter((kind) => !TOLD[kind ?? '']).sort()).toEqual([]);
    expect(kinds.size).toBeGreaterThanOrEqual(11);
    const named = rows.flatMap((row) => idsIn([row.id, row.sk, row.recovery_id]));
    expect(named.length).toBeGreaterThan(12);
    // What a message or a hold knows them by is their own id, so each id must be told somewhere.
    const own = named.filter((id) => !id.startsWith('org_'));
    expect(own.filter((id) => !text.includes(id))).toEqual([]);
    const { account, identities, memberships, recovery_requests, disagreements, requests } = bundle.parts;
    expect(account).toMatchObject({ email: life.person.email, operator_roles: ['admin'] });
    expect(identities).toMatchObject({
      phone: { number: '+12065550123' },
      totp: { status: 'active' },
      password: { set_at: expect.any(String) },
      recovery_codes: { left: expect.any(Number) },
    });
    expect(memberships.map(({ status }: { status: string }) => status).sort()).toEqual(['active', 'ended']);
    expect(recovery_requests).toMatchObject([{ status: 'denied' }]);
    expect(disagreements).toMatchObject([{ statement: 'I did not sign in on that Tuesday.' }]);
    expect(requests).toMatchObject([{ kind: 'disagreement', state: 'completed' }]);
  });

  test('has every event that is about the person, and no other', async () => {
    const scopes = [life.clinic.projectId, ...life.organizations];
    const logged = (await Promise.all(scopes.map(eventsOf))).flat();
    const rows = await rowsOfPerson(life.person.userId);
    const own = new Set(
      [life.person.userId, ...rows.flatMap(({ id, sk }) => idsIn([id, sk]))].filter((id) => !id.startsWith('org_')),
    );
    const about = logged.filter(
      ({ subjects, actor, target, detail }) =>
        subjects.includes(life.person.userId) || idsIn([actor, target, detail]).some((id) => own.has(id)),
    );
    const until = Date.parse(bundle.manifest.facts.until);
    const due = about.filter(
      (event) => (event as unknown as { time: number }).time <= until && event.type !== 'dsr.export.created',
    );
    const given: string[] = bundle.parts.events.map(({ id }: { id: string }) => id);
    expect(due.filter(({ id }) => !given.includes(id)).map(({ type }) => type)).toEqual([]);
    expect(given.filter((id) => !about.some((event) => event.id === id))).toEqual([]);
    expect(bundle.manifest.facts.events).toBe(given.length);
    console.log(
      `T30: ${due.length} of ${due.length} events and ${rows.length} rows of a person, ${logged.length} events in all`,
    );
  });

  test('has nothing of anybody else', async () => {
    const found: string[] = [];
    for (const { userId, words } of life.others) {
      const rows = await rowsOfPerson(userId);
      const theirs = [userId, ...words, ...rows.flatMap(({ id, sk }) => idsIn([id, sk]))];
      found.push(...theirs.filter((one) => !one.startsWith('org_') && text.includes(one)));
    }
    expect(found).toEqual([]);
    const foreign = bundle.parts.events.filter(({ block }: { block?: object }) => !block);
    expect(foreign.length).toBeGreaterThan(5);
    expect(JSON.stringify(foreign)).toMatch(/other-user-[\w-]{12}/);
    console.log(`T30: 0 ids, addresses or records of ${life.others.length} others in ${text.length} characters`);
  });

  test('has no secret: no hash, no seed, no key, nothing that a table keeps sealed', async () => {
    const rows = await rowsOfPerson(life.person.userId);
    const SECRET = [
      'hash',
      'seed',
      'sealed',
      'public_key',
      'wrapped_key',
      'rotated_by',
      'codes',
      'email_hash',
      'token_hash',
    ];
    const secrets = rows
      .flatMap((row) => SECRET.flatMap((name) => row[name] ?? []))
      .flatMap((value) =>
        value instanceof Uint8Array
          ? ['base64', 'base64url', 'hex'].map((form) => Buffer.from(value).toString(form as 'hex'))
          : [String(value)],
      );
    expect(secrets.length).toBeGreaterThan(15);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  test('proves each archived event in its log, and says which are not archived yet', async () => {
    const published = await request('GET /v1/audit-log/checkpoint', { key: life.clinic.secret });
    const keysOf = (log: string) =>
      log.endsWith(life.clinic.projectId) ? [parseVkey(published.body.verifier_key)] : [];
    const checked = checkEvents(bundle.parts, keysOf);
    expect(checked.differences).toEqual([]);
    expect(checked.events).toBe(bundle.parts.events.length);
    expect(checked.pending).toBe(bundle.manifest.facts.pending);
    expect(Math.min(checked.proven, checked.pending, checked.compared, checked.unchecked)).toBeGreaterThan(0);
    console.log(
      `T30: ${checked.proven} proven, ${checked.pending} not archived yet, ${checked.compared} held against the log`,
    );
  });
});

describe('who is handed it', () => {
  test('nobody of another project, and nobody who is not known any more', async () => {
    const other = await makeClinic();
    expect(await exportOf(life.person.userId, client(other.secret))).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    const gone = await enrol(life.clinic);
    const params = { id: gone.userId };
    await client(life.clinic.secret)('DELETE /v1/users/{id}', { params });
    const after = await exportOf(gone.userId);
    expect(after).toMatchObject({ status: 200, body: { parts: { account: null, sessions: [] } } });
    expect(after.body.parts.events.length).toBeGreaterThan(3);
    await client(life.clinic.secret)('POST /v1/admin/users/{id}/dsr/erase', { params, body: { ticket: 'DSR-1' } });
    expect((await exportOf(gone.userId)).status).toBe(404);
  });

  test('an operator may ask who has just proven who they are, and the log says what became of it', async () => {
    const { clinic } = life;
    const officer = await makeOperator(clinic, 'privacy_officer');
    const { userId } = await enrol(clinic);
    expect((await exportOf(userId, officer.call)).status).toBe(200);
    await tire(officer);
    const tired = await exportOf(userId, officer.call);
    expect(tired).toMatchObject({ status: 403, body: { code: 'recent_authentication_required' } });
    const told = (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === userId);
    expect(told.filter(({ type }) => type === 'dsr.export.created')).toMatchObject([
      {
        outcome: 'success',
        actor: { type: 'operator', id: officer.userId },
        subjects: expect.arrayContaining([userId]),
      },
      { outcome: 'denied', reason: 'recent_authentication_required' },
    ]);
  });

  test('not more often than the budget allows', async () => {
    const { userId } = await enrol(life.clinic);
    for (let i = 0; i < 3; i++) expect((await exportOf(userId)).status).toBe(200);
    const beyond = await exportOf(userId);
    expect([beyond.status, beyond.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(beyond.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('the request that came in before is answered by it, and by no other person', async () => {
    const { clinic } = life;
    const call = client(clinic.secret);
    const [{ userId }, stranger] = [await enrol(clinic), await enrol(clinic)];
    const body = { kind: 'access', framework: 'hipaa', requested_by: 'them', user_id: userId };
    const { id } = (await call('POST /v1/compliance/dsr', { body })).body;
    const step = { params: { id }, body: { step: 'verify', method: 'in_person' } };
    await call('POST /v1/compliance/dsr/{id}/transition', step);
    expect((await exportOf(stranger.userId, call, { ...SEED, dsr_id: id })).status).toBe(404);
    expect((await exportOf(userId, call, { ...SEED, dsr_id: id })).status).toBe(200);
    expect(await exportOf(userId, call, { ...SEED, dsr_id: id })).toMatchObject({
      status: 409,
      body: { code: 'already_decided' },
    });
  });
});

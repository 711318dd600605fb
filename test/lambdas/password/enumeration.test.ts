/** Nobody learns who is a user: the same bytes, the same work and as many writes for known and unknown (security.md, row 1). */
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { logIn, verifyEmail, withPassword, withPasswords } from '../../dynamodb/factors.ts';
import { anonymously, type Clinic, enrol, type Person } from '../../dynamodb/people.ts';
import type { Reply } from '../../dynamodb/world.ts';

const work = vi.hoisted(() => ({ derived: 0, statements: [] as number[], reads: [] as string[] }));
vi.mock('../../../lambdas/password/argon2.ts', async (original) => {
  const real = await original<typeof import('../../../lambdas/password/argon2.ts')>();
  const argon2id: typeof real.argon2id = (...given) => {
    work.derived++;
    return real.argon2id(...given);
  };
  return { ...real, argon2id };
});
vi.mock('../../../lambdas/shared/aws/transaction.ts', async (original) => {
  const real = await original<typeof import('../../../lambdas/shared/aws/transaction.ts')>();
  const executeTransaction: typeof real.executeTransaction = (statements, token) => {
    work.statements.push(statements.length);
    return real.executeTransaction(statements, token);
  };
  return { ...real, executeTransaction };
});
vi.mock('../../../lambdas/shared/aws/dynamodb.ts', async (original) => {
  const real = await original<typeof import('../../../lambdas/shared/aws/dynamodb.ts')>();
  const counted = <T extends (...given: never[]) => unknown>(name: string, call: T): T =>
    ((...given) => {
      work.reads.push(name);
      return call(...given);
    }) as T;
  return {
    ...real,
    getRow: counted('getRow', real.getRow),
    queryAllRows: counted('queryAllRows', real.queryAllRows),
    queryRows: counted('queryRows', real.queryRows),
  };
});

const at = handClock();
let clinic: Clinic;
let known: Person;
let withoutPassword: Person;
beforeAll(async () => {
  clinic = await withPasswords();
  known = await withPassword(clinic);
  await verifyEmail(known);
  withoutPassword = await enrol(clinic);
});
beforeEach(async () => {
  // The heads of the log's lanes are known from here on, so that no reading of them is counted.
  await logIn(clinic, 'warm@clinic.test', 'whatever it may be');
});

let asked = 0;
/** Each asks from an address of its own, which has all of its budget. */
const elsewhere = () => `198.51.100.${++asked}`;

/** All that a client sees but the id of its request, and all that was done for it. */
async function seen(ask: () => Promise<Reply>) {
  Object.assign(work, { derived: 0, statements: [], reads: [] });
  const { status, headers, body } = await ask();
  const { 'x-request-id': id = '', ...others } = headers;
  const text = (JSON.stringify(body) ?? '').replaceAll(id, '');
  return { status, headers: others, text, ...structuredClone(work) };
}

test('a wrong password, no password and nobody at all are one answer, of one derivation', async () => {
  const ask = (email: string) => seen(() => logIn(clinic, email, 'not the right one', { ip: elsewhere() }));
  const wrong = await ask(known.email);
  expect(wrong).toMatchObject({ status: 401, derived: 1 });
  expect(wrong.statements).toHaveLength(1);
  expect(await ask('nobody@clinic.test')).toEqual(wrong);
  expect(await ask(withoutPassword.email)).toEqual(wrong);
});

test('a reset is one answer for somebody, for who may have none and for nobody', async () => {
  const ask = (email: string) =>
    seen(() =>
      request('POST /v1/auth/password/reset', { headers: anonymously(clinic), body: { email }, ip: elsewhere() }),
    );
  const mailed = await ask(known.email);
  expect(mailed).toMatchObject({ status: 202, derived: 0 });
  expect(mailed.statements).toHaveLength(1);
  expect(await ask('nobody@clinic.test')).toEqual(mailed);
  expect(await ask(withoutPassword.email)).toEqual(mailed);
});

test('what lies in the table afterwards is of one size', async () => {
  const { messageRows } = await import('../../dynamodb/outbox.ts');
  const before = (await messageRows()).length;
  // Two messages to one address are half a minute apart.
  at(1);
  for (const email of [known.email, 'nobody@clinic.test'])
    await request('POST /v1/auth/password/reset', { headers: anonymously(clinic), body: { email } });
  const sizes = (await messageRows()).slice(before).map(({ sealed }) => (sealed as Uint8Array).byteLength);
  expect(sizes).toHaveLength(2);
  expect(new Set(sizes).size).toBe(1);
});

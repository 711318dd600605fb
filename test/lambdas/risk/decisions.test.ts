/** The list of decisions: of a person all of them, of the project those that did not simply allow. */
import { beforeAll, describe, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { type Careful, makeCareful } from '../../dynamodb/challenges.ts';
import { handClock } from '../../dynamodb/clock.ts';
import { withPasswords } from '../../dynamodb/factors.ts';
import { anonymously, type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { byPasskey, byPassword, decisionsOf, FAR, SCRIPT } from './arrivals.ts';

const at = handClock();
interface Listed {
  readonly id: string;
  readonly decision: string;
  readonly created_at: string;
}
let clinic: Clinic;
let one: Careful;
let all: Listed[];

/** Every page, with how many there were. */
async function pages(query: Record<string, string>): Promise<Listed[][]> {
  const found: Listed[][] = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await request('GET /v1/risk/decisions', {
      key: clinic.secret,
      query: { ...query, ...(cursor && { cursor }) },
    });
    found.push(body.data);
    if (!body.next_cursor) return found;
    cursor = body.next_cursor;
  }
}
const idsOf = (decisions: readonly Listed[]) => decisions.map(({ id }) => id);

describe('decisions', () => {
  beforeAll(async () => {
    clinic = await withPasswords();
    at(0);
    one = await makeCareful(clinic, {});
    // A passkey challenge that is answered minutes later: its session's id is older than the decision.
    const headers = anonymously(clinic);
    const begun = await request('POST /v1/auth/passkey/login/options', { headers, body: {} });
    for (let minute = 1; minute <= 3; minute++) {
      at(minute);
      await byPassword(one, minute === 2 ? { ip: FAR, agent: SCRIPT } : {});
    }
    at(4);
    const credential = one.person.passkey.get(begun.body.options);
    await request('POST /v1/auth/passkey/login/verify', {
      headers,
      body: { request_id: begun.body.request_id, credential },
    });
    at(40);
    await byPasskey(one.person, { ip: FAR, agent: SCRIPT });
    all = await decisionsOf(clinic, { user_id: one.person.userId, limit: '100' });
  });

  test('of a person are all of theirs, newest first, each once', () => {
    expect(all.length).toBeGreaterThanOrEqual(7);
    expect(idsOf(all)).toEqual([...new Set(idsOf(all))].sort().reverse());
    expect(all.slice(0, 5).map(({ decision }) => decision)).toEqual(['step_up', 'allow', 'allow', 'step_up', 'allow']);
    expect(all.map(({ created_at }) => created_at)).toEqual(
      all
        .map(({ created_at }) => created_at)
        .sort()
        .reverse(),
    );
  });

  test.each(['1', '2', '3', '100'])('come in pages of %s without a gap', async (limit) => {
    const found = await pages({ user_id: one.person.userId, limit });
    expect(idsOf(found.flat())).toEqual(idsOf(all));
    expect(found.every((page) => page.length <= Number(limit))).toBe(true);
  });

  test.each(['allow', 'step_up', 'block'])('may be those of one kind: %s', async (decision) => {
    const found = await pages({ user_id: one.person.userId, decision, limit: '2' });
    expect(idsOf(found.flat())).toEqual(idsOf(all.filter((each) => each.decision === decision)));
  });

  test('of the project are those that were stepped up or blocked, in pages too', async () => {
    const two = await makeCareful(clinic, {});
    at(41);
    await byPassword(two, { ip: FAR, agent: SCRIPT });
    const found = (await pages({ limit: '1' })).flat();
    const theirs = await decisionsOf(clinic, { user_id: two.person.userId, decision: 'step_up' });

    expect(idsOf(found)).toEqual([...idsOf(theirs), ...idsOf(all.filter(({ decision }) => decision !== 'allow'))]);
    expect((await pages({ decision: 'block' })).flat()).toEqual([]);
  });

  test('that allowed are not listed for a project: the answer says so', async () => {
    const refused = await client(clinic.secret)('GET /v1/risk/decisions', { query: { decision: 'allow' } });
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  test("of another project's person are not found, nor in its list", async () => {
    const stranger = await makeClinic();
    const asked = client(stranger.secret);
    const own = await asked('GET /v1/risk/decisions', { query: { user_id: one.person.userId } });

    expect(own).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await asked('GET /v1/risk/decisions')).body).toEqual({ data: [], next_cursor: null });
  });
});

/**
 * A run that scopes a breach is killed at its calls to AWS, one after the other; the next run comes to the same answer,
 * signed, with one event of it. HALE_FAULTS=all kills at every call; by default at every fourth.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AwsCall, strikeAt, withFaults } from '../../dynamodb/aws-faults.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { at, pass, run, type Stolen, settle, steal, stolenKey } from './scoping.ts';

const EVERY = process.env.HALE_FAULTS === 'all' ? 1 : 4;
let stolen: Stolen;
let to = '';

beforeAll(async () => {
  stolen = await stolenKey(3);
  await steal(stolen, stolen.people.slice(0, 2));
  pass(1);
  to = at();
  await settle();
}, 120_000);

const scope = async (name: 'GET' | 'POST') => {
  const params = { id: stolen.breachId };
  if (name === 'GET') return (await stolen.call('GET /v1/admin/breaches/{id}/scope', { params })).body;
  const body = { range_end: to, keys: [stolen.keyId], include_actors: false };
  return (await stolen.call('POST /v1/admin/breaches/{id}/scope', { params, body })).body;
};
/** As the environment would be that is killed: nothing of it is heard any more. */
const quietly = () => run().catch(() => undefined);

let sites: readonly AwsCall[] = [];
let kills = 0;
afterAll(() =>
  console.log(`scope: killed at ${kills} of ${sites.length} calls; each time the next run came to the same`),
);

test('whatever call it is killed at, the next run comes to the same', { timeout: 240_000 }, async () => {
  await scope('POST');
  ({ calls: sites } = await withFaults((_call, go) => go(), quietly));
  const whole = await scope('GET');
  expect(whole).toMatchObject({ status: 'completed', result: { counts: { events: 2, individuals: 2 } } });

  for (let number = 0; number < sites.length; number += EVERY) {
    await scope('POST');
    await withFaults(strikeAt(number, number % 2 ? 'crash after' : 'denied'), quietly);
    kills++;
    pass(1);
    await run();
    const again = await scope('GET');
    expect([number, sites[number]?.site, again.status, again.result?.counts]).toEqual([
      number,
      sites[number]?.site,
      'completed',
      whole.result.counts,
    ]);
    expect(again.result.document.lists.individuals).toEqual(whole.result.document.lists.individuals);
  }
  const completed = (await eventsOf(stolen.clinic.projectId)).filter(({ type }) => type === 'breach.scope_completed');
  expect(completed).toHaveLength(kills + 1);
});

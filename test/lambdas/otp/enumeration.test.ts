/**
 * T20: whoever asks for an address learns nothing of whether somebody has it. Each pair asks once for a known and once for
 * an unknown address, in an order by chance, and everything that an outsider or a bill could show is compared.
 */
import { randomInt } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import { client, type RouteName, request } from '../../dynamodb/api.ts';
import { anonymously, type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';

const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');

const PAIRS = 1_000;
const PEOPLE = 10;
const PAGE = 'http://localhost:4100/signed-in';
/** Nobody asks so often of one address; here the limits would end the measurement. */
const WITHOUT_END = 1_000_000;
const NAMES = ['send_ip', 'send_spacing', 'send_destination', 'send_project', 'sign_in_ip'];

let clinic: Clinic;
const known: string[] = [];

beforeAll(async () => {
  const budgets = Object.fromEntries(NAMES.map((name) => [name, WITHOUT_END]));
  clinic = await makeClinic({ sign_up: 'verified', settings: { budgets, passwords: 'on' } });
  await client(clinic.secret)('POST /v1/redirect-uris', { body: { uri: PAGE } });
  for (let person = 0; person < PEOPLE; person++) {
    const { email, userId } = await enrol(clinic);
    const body = { email_verified: true };
    await client(clinic.secret)('PATCH /v1/users/{id}', { params: { id: userId }, body });
    known.push(email);
  }
});

interface Seen {
  /** Status, headers and body, ids and times taken out. */
  readonly answer: string;
  /** What was asked of DynamoDB, in order: operations, and the text and sizes of statements. */
  readonly calls: string;
  readonly ms: number;
}

interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly TableName?: string;
    readonly UpdateExpression?: string;
    readonly TransactStatements?: readonly { readonly Statement: string; readonly Parameters: readonly unknown[] }[];
  };
}

/** A sealed block of an event is as long as what the log may say; how many values a statement writes is the same. */
function describeCall(command: Sent): string {
  const { TableName, UpdateExpression, TransactStatements = [] } = command.input;
  const statements = TransactStatements.map(({ Statement, Parameters }) => `${Statement} (${Parameters.length})`);
  return [command.constructor.name, TableName, UpdateExpression, ...statements].join(' | ');
}

const withoutChance = (text: string): string =>
  text
    .replace(
      /"(?:flow_id|request_id|x-request-id|challenge)":"[\w-]+"/g,
      (one) => `${one.split(':')[0]} of ${one.length}`,
    )
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
    .replace(/;r=\d+;t=\d+/g, ';r;t');

async function look(name: RouteName, body: object): Promise<Seen> {
  const calls: string[] = [];
  const send = dynamodb.send.bind(dynamodb);
  const spy = vi.spyOn(dynamodb, 'send').mockImplementation(((command: Sent) => {
    calls.push(describeCall(command));
    return send(command as never);
  }) as never);
  const began = performance.now();
  const { status, headers, body: answered } = await request(name, { headers: anonymously(clinic), body });
  const ms = performance.now() - began;
  spy.mockRestore();
  return { answer: withoutChance(JSON.stringify([status, headers, answered])), calls: calls.join('\n'), ms };
}

/** How well the best threshold tells one from the other: 0.5 not at all. Mann and Whitney's U, ties halved. */
function areaUnderCurve(ones: readonly number[], others: readonly number[]): number {
  const wins = ones.reduce(
    (sum, one) => sum + others.reduce((all, other) => all + (one > other ? 1 : one === other ? 0.5 : 0), 0),
    0,
  );
  return wins / (ones.length * others.length);
}

const ROUTES: readonly (readonly [RouteName, (email: string) => object])[] = [
  ['POST /v1/auth/otp/send', (destination) => ({ destination })],
  ['POST /v1/auth/magic-link/send', (destination) => ({ destination, redirect_uri: PAGE })],
  ['POST /v1/auth/passkey/login/options', (email) => ({ email })],
  ['POST /v1/auth/password/reset', (email) => ({ email })],
];

test.each(ROUTES)('T20: %s', { timeout: 1_200_000 }, async (name, bodyOf) => {
  // The clock of the budgets and of what is read again every ten seconds stands still; what is measured does not.
  vi.useFakeTimers({ toFake: ['Date'] });
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  const calls = { known: new Set<string>(), unknown: new Set<string>() };
  const answers = new Set<string>();
  for (let pair = -PEOPLE; pair < PAIRS; pair++) {
    // Each is asked for once before anything is measured: the first message to an address is counted in another way.
    const who = known[pair < 0 ? pair + PEOPLE : randomInt(PEOPLE)] ?? '';
    const addresses = [['known', who] as const, ['unknown', who.replace('person', 'nobody')] as const];
    for (const [kind, address] of randomInt(2) === 0 ? addresses : addresses.toReversed()) {
      const seen = await look(name, bodyOf(address));
      // The first request of all reads the project and derives keys.
      if (pair > -PEOPLE) calls[kind].add(seen.calls);
      answers.add(seen.answer);
      if (pair >= 0) times[kind].push(seen.ms);
    }
  }
  vi.useRealTimers();
  const auc = areaUnderCurve(times.known, times.unknown);
  const same = JSON.stringify([...calls.known].sort()) === JSON.stringify([...calls.unknown].sort());
  const told = `${PAIRS} pairs, ${answers.size} answer, same calls of DynamoDB: ${same}, AUC ${auc.toFixed(3)}`;
  console.log(`T20: ${name}: ${told}`);
  expect([...answers]).toHaveLength(1);
  expect(calls.known).toEqual(calls.unknown);
  expect(auc).toBeGreaterThanOrEqual(0.45);
  expect(auc).toBeLessThanOrEqual(0.55);
});

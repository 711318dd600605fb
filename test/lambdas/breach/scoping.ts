/** A clinic whose key was stolen, and what scopes it: an archive, a clock that is set by hand, and the functions of clocks. */
import { afterAll, beforeAll, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { archive } from '../audit/support/log-rows.ts';

export { s3 } from '../audit/support/log-rows.ts';

const MINUTE_MS = 60_000;
let nowMs = Date.parse('2026-03-02T12:00:00Z');

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs });
});
afterAll(() => {
  vi.useRealTimers();
});

export function pass(minutes: number): void {
  nowMs += minutes * MINUTE_MS;
  vi.setSystemTime(nowMs);
}
export const at = (minutes = 0): string => new Date(nowMs + minutes * MINUTE_MS).toISOString();

/** As if it were that time, for what is written late. */
export async function during<T>(time: string, work: () => Promise<T>): Promise<T> {
  const back = nowMs;
  nowMs = Date.parse(time);
  vi.setSystemTime(nowMs);
  try {
    return await work();
  } finally {
    nowMs = back;
    vi.setSystemTime(back);
  }
}

const context = { getRemainingTimeInMillis: () => 60_000 };

/** The clock strikes: every scope that is due goes on. */
export async function run(leftMs: () => number = context.getRemainingTimeInMillis): Promise<void> {
  const { handler } = await import('../../../lambdas/breach/run-scopes/handler.ts');
  await handler({}, { getRemainingTimeInMillis: leftMs });
}

/** Everything that was written is archived and signed, and long enough ago. */
export async function settle(): Promise<void> {
  pass(2);
  await archive();
}

export interface Stolen {
  readonly clinic: Clinic;
  readonly call: ReturnType<typeof client>;
  /** The stolen key, and its id. */
  readonly thief: ReturnType<typeof client>;
  readonly keyId: string;
  /** Users of the clinic, by the number that they were made with. */
  readonly people: readonly string[];
  readonly breachId: string;
  /** When it was opened. */
  readonly from: string;
}

const reading = (subject_id: string, client_id: string) => ({
  client_id,
  occurred_at: at(),
  action: 'read',
  subject_id,
  purpose: 'TREAT',
  resource: { type: 'Observation', id: 'MRN-1' },
});

/** So many people, of whom nobody was reached yet. */
export async function stolenKey(count: number, overrides: Record<string, unknown> = {}): Promise<Stolen> {
  const clinic = await makeClinic(overrides);
  const call = client(clinic.secret);
  const people: string[] = [];
  for (let i = 0; i < count; i++) {
    const made = await call('POST /v1/users', { body: { email: `patient${i}@clinic.test`, name: `Patient ${i}` } });
    people.push(made.body.id);
  }
  const made = await call('POST /v1/api-keys', {
    body: { name: 'Import', scopes: ['users:read', 'users:write', 'audit:append', 'audit:read'] },
  });
  pass(1);
  const from = at();
  const opened = await call('POST /v1/admin/breaches', {
    body: {
      title: 'A key was stolen',
      summary: 'It was in a public repository.',
      discovered_at: at(),
      occurred_from: from,
    },
  });
  if (opened.status !== 201) throw new Error(JSON.stringify(opened.body));
  return { clinic, call, thief: client(made.body.secret), keyId: made.body.id, people, breachId: opened.body.id, from };
}

let told = 0;

/** The stolen key reads records of these people. */
export async function steal({ thief, keyId }: Stolen, people: readonly string[]): Promise<void> {
  const events = people.map((id) => reading(id, `${keyId}-${told++}`));
  for (let from = 0; from < events.length; from += 20) {
    const { status, body } = await thief('POST /v1/events', { body: { events: events.slice(from, from + 20) } });
    if (status !== 201) throw new Error(JSON.stringify(body));
  }
}

/** From the question to the answer. */
export async function scoped(stolen: Stolen, asked: Record<string, unknown> = {}) {
  const { call, keyId, breachId: id } = stolen;
  pass(1);
  const body = { range_end: at(), keys: [keyId], include_actors: false, ...asked };
  const started = await call('POST /v1/admin/breaches/{id}/scope', { params: { id }, body });
  if (started.status !== 202) throw new Error(JSON.stringify(started.body));
  await settle();
  await run();
  return (await call('GET /v1/admin/breaches/{id}/scope', { params: { id } })).body;
}

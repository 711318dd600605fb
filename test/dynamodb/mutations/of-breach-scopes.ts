/** What is asked of a breach once it is known whom it reached: in a window before everything, where that is nobody. */
import { client, type RouteName } from '../api.ts';
import { type Asked, aClinic, byKey, type Table } from './asked.ts';

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
const opened = () => ({ title: 'Stolen key', summary: 'A key was stolen.', discovered_at: ago(1) });
const window = () => ({ range_start: ago(3), range_end: ago(2) });

const factor = { finding: 'Nobody was reached, as the log shows.', risk: 'low' };
export const assessment = {
  factors: { nature_and_extent: factor, unauthorized_person: factor, acquired_or_viewed: factor, mitigation: factor },
  conclusion: 'low_probability',
  reason: 'The walk over the whole log found no event in the window.',
};

const WRITTEN = { notice: 'covered_entity', what_happened: 'A key was published.', next_steps: 'Write to them.' };

/** @param before what is asked of the breach first. */
async function onScoped(body?: object, before: readonly (readonly [RouteName, object])[] = []): Promise<Asked> {
  const clinic = await aClinic();
  const api = client(clinic.secret);
  const { id } = (await api('POST /v1/admin/breaches', { body: opened() })).body;
  await api('POST /v1/admin/breaches/{id}/scope', { params: { id }, body: window() });
  const { handler } = await import('../../../lambdas/breach/run-scopes/handler.ts');
  await handler({}, { getRemainingTimeInMillis: () => 60_000 });
  for (const [route, asked] of before) await api(route, { params: { id }, body: asked });
  return byKey(body, { id }, clinic);
}

async function onOpened(body: object): Promise<Asked> {
  const clinic = await aClinic();
  const { id } = (await client(clinic.secret)('POST /v1/admin/breaches', { body: opened() })).body;
  return byKey(body, { id }, clinic);
}

export const ofBreachScopes: Table = {
  'POST /v1/admin/breaches/{id}/scope': () => onOpened(window()),
  'GET /v1/admin/breaches/{id}/individuals': () => onScoped(),
  'PUT /v1/admin/breaches/{id}/states': () => onScoped({ states: { CA: ['user_01JD0000000000000000000000'] } }),
  'PUT /v1/admin/breaches/{id}/assessment': () => onScoped(assessment),
  'POST /v1/admin/breaches/{id}/notices': () => onScoped({ notice: 'covered_entity' }),
  'POST /v1/admin/breaches/{id}/notified': () =>
    onScoped({ notice: 'covered_entity', version: 1, sent_at: ago(0), recipients: 1 }, [
      ['POST /v1/admin/breaches/{id}/notices', WRITTEN],
    ]),
  'GET /v1/admin/breaches/{id}/evidence': () => onScoped(),
};

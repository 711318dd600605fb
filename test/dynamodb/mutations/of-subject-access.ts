/** What people are given of their own data, and what is put right for them. */
import { client } from '../api.ts';
import type { Clinic } from '../people.ts';
import { type Asked, asPerson, byKey, someone, type Table } from './asked.ts';

/** As the seed's own commands send it. */
const ASKED = { requested_by: 'alice@hospital.org', notes: 'Patient request 2026-05-21' };
const AMENDED = { field: 'name', new_value: 'Another Name', reason: '\u00a7164.526 patient request 2026-05-21' };

async function onPerson(body: object): Promise<Asked> {
  const { clinic, userId } = await someone();
  return byKey(body, { id: userId }, clinic);
}

/** The bundle of somebody, as a file. */
async function bundled(): Promise<{ clinic: Clinic; userId: string; id: string }> {
  const { clinic, userId } = await someone();
  const params = { id: userId };
  const asked = { params, body: { ...ASKED, background: true } };
  const { id } = (await client(clinic.secret)('POST /v1/admin/users/{id}/dsr/export', asked)).body;
  const { handler } = await import('../../../lambdas/dsr/write-exports/handler.ts');
  await handler({}, { getRemainingTimeInMillis: () => 60_000 });
  return { clinic, userId, id };
}

export const ofSubjectAccess: Table = {
  'POST /v1/admin/users/{id}/dsr/export': () => onPerson(ASKED),
  'POST /v1/admin/users/{id}/dsr/exports/{export}/link': async () => {
    const { clinic, userId, id } = await bundled();
    return byKey(undefined, { id: userId, export: id }, clinic);
  },
  'POST /v1/admin/users/{id}/dsr/amend': () => onPerson(AMENDED),
  'POST /v1/admin/users/{id}/dsr/disagreement': () => onPerson({ statement: 'I was never there on that day.' }),
  'GET /v1/me/access-log': async () => asPerson((await someone()).envelope),
};

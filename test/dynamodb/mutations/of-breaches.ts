/** What is asked of breaches and of the keys that sign tokens. */
import { client, type RouteName } from '../api.ts';
import type { Clinic } from '../people.ts';
import { type Asked, aClinic, byKey, secured, type Table } from './asked.ts';

const OPENED = { title: 'Stolen laptop', summary: 'A laptop was stolen.', discovered_at: '2026-01-02T03:04:05Z' };
const CLOSED = { outcome: 'not_a_breach', reason: 'The disk was encrypted.' };

async function onBreach(body: object, before: readonly (readonly [RouteName, object])[] = []): Promise<Asked> {
  const clinic: Clinic = await aClinic();
  const api = client(clinic.secret);
  const { id } = (await api('POST /v1/admin/breaches', { body: OPENED })).body;
  for (const [route, asked] of before) await api(route, { params: { id }, body: asked });
  return byKey(body, { id }, clinic);
}

async function onContainment(): Promise<Asked> {
  const { clinic, userId } = await secured();
  const api = client(clinic.secret);
  const { id } = (await api('POST /v1/admin/breaches', { body: OPENED })).body;
  const key = (await api('POST /v1/api-keys', { body: { name: 'leaked' } })).body.id;
  return byKey({ api_keys: [key], credentials: { users: [userId] }, sessions: { project: true } }, { id }, clinic);
}

export const ofBreaches: Table = {
  'POST /v1/admin/breaches': () => byKey(OPENED),
  'POST /v1/admin/signing-keys/rotate': () => byKey({ reason: 'planned' }),
  'POST /v1/admin/breaches/{id}/contain': () => onContainment(),
  'POST /v1/admin/breaches/{id}/close': () => onBreach(CLOSED),
  'POST /v1/admin/breaches/{id}/reopen': () =>
    onBreach({ reason: 'The key was on a note.' }, [['POST /v1/admin/breaches/{id}/close', CLOSED]]),
};

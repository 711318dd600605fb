/** What is asked about requests of people: the general intake, and accountings of disclosures. */
import type { Table } from './asked.ts';
import { byKey, onMade, someone } from './asked.ts';

const asked = { kind: 'access', framework: 'hipaa', requested_by: 'alice@hospital.test', notes: 'All of it' };

export const ofRequests: Table = {
  'POST /v1/compliance/dsr': () => byKey(asked),
  'POST /v1/compliance/dsr/{id}/transition': () =>
    onMade('POST /v1/compliance/dsr', asked, { step: 'verify', method: 'in_person' }),
  'GET /v1/admin/users/{id}/dsr/accounting': async () => {
    const { clinic, userId } = await someone();
    return byKey(undefined, { id: userId }, clinic);
  },
  'PUT /v1/compliance/disclosure-actions': () => byKey({ actions: ['phi.disclosed'] }),
};

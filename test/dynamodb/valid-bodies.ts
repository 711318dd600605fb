/** Of each route that names an object and takes a body: one that would be accepted, so that the object alone is judged. */
import type { RouteName } from './api.ts';
import { assessment } from './mutations/of-breach-scopes.ts';

export const VALID: Partial<Record<RouteName, object>> = {
  'PATCH /v1/users/{id}': { name: 'Mallory' },
  'PATCH /v1/organizations/{id}': { name: 'Mallory' },
  'PATCH /v1/organizations/{org}/memberships/{id}': { role: 'admin' },
  'PUT /v1/organizations/{org}/policy': { require_mfa: false },
  'PUT /v1/session/orgs/{org}/policy': { require_mfa: false },
  'PATCH /v1/audit-streams/{id}': { name: 'Mallory' },
  'POST /v1/audit-streams/{id}/replay': { from_index: 0 },
  'POST /v1/holds/{id}/release': { reason: 'The matter is settled' },
  'POST /v1/admin/breaches/{id}/contain': {},
  'POST /v1/admin/breaches/{id}/close': { outcome: 'not_a_breach', reason: 'The disk was encrypted' },
  'POST /v1/admin/breaches/{id}/reopen': { reason: 'The key was on a note' },
  'POST /v1/compliance/agreements/{id}/end': { ends_on: '2030-01-01', reason: 'terminated' },
  'POST /v1/admin/users/{id}/dsr/erase': { ticket: 'DSR-1' },
  'POST /v1/admin/breaches/{id}/scope': {},
  'PUT /v1/admin/breaches/{id}/states': { states: { CA: ['user_01JD0000000000000000000000'] } },
  'PUT /v1/admin/breaches/{id}/assessment': assessment,
  'POST /v1/admin/breaches/{id}/notices': { notice: 'covered_entity' },
  'POST /v1/admin/breaches/{id}/notified': {
    notice: 'media',
    version: 1,
    sent_at: '2026-01-01T00:00:00Z',
    recipients: 1,
  },
  'POST /v1/admin/users/{id}/dsr/export': { requested_by: 'alice@hospital.example', notes: 'Patient request' },
  'POST /v1/admin/users/{id}/dsr/amend': { field: 'name', new_value: 'Mallory', reason: 'Patient request' },
  'POST /v1/admin/users/{id}/dsr/disagreement': { statement: 'I was never there on that day.' },
  'POST /v1/compliance/dsr/{id}/transition': { step: 'start' },
};

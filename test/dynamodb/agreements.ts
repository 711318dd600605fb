/** Agreements for tests: what somebody records, in force today and for a year. */
const DAY_MS = 24 * 60 * 60_000;

/** @param days from now; `yyyy-mm-dd` of UTC. */
export const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** With a covered entity, and permitting the preset. */
export const anAgreement = (more: object = {}) => ({
  counterparty: 'Mercy General Hospital',
  kind: 'covered_entity',
  signed_on: inDays(-20),
  effective_on: inDays(-10),
  expires_on: inDays(365),
  document_sha256: '3f'.repeat(32),
  services: ['authentication', 'audit_log'],
  permits_preset: true,
  ...more,
});

/** With somebody who handles the data for us, from a month ahead on. */
export const aSubcontract = (more: object = {}) =>
  anAgreement({
    counterparty: 'Amazon Web Services, Inc.',
    kind: 'subcontractor',
    services: ['hosting'],
    permits_preset: false,
    engaged_on: inDays(31),
    ...more,
  });

import { expect, test } from 'vitest';
import {
  changeOrganization,
  changePolicy,
  createOrganization,
  slugOf,
} from '../../../lambdas/organization/organization.ts';

const NOW = new Date('2025-06-01T00:00:00Z');
const LATER = new Date('2025-06-02T00:00:00Z');
const clinic = createOrganization({ name: 'Clinic', slug: 'clinic' }, 'org_1', 'proj_1', NOW);

test.each([
  ['Acme Health', 'acme-health'],
  ['  Ärzte & Partner, LLC. ', 'arzte-partner-llc'],
  ['A'.repeat(80), 'a'.repeat(63)],
  [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ['病院', undefined],
  ['---', undefined],
])('the slug of "%s" is %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test('the policy and the rest have versions of their own', () => {
  const renamed = changeOrganization(clinic, { name: 'Hospital' }, LATER);
  expect(renamed).toEqual({ ...clinic, name: 'Hospital', version: 2, updatedAt: LATER.toISOString() });
  const stricter = changePolicy(clinic, { require_mfa: true }, LATER);
  expect(stricter).toEqual({
    ...clinic,
    policy: { ...clinic.policy, require_mfa: true },
    policyVersion: 2,
    policyUpdatedAt: LATER.toISOString(),
  });
});

import { expect, test } from 'vitest';
import { GIVEN, vendorPage } from '../../hipaa/vendors.ts';
import { SERVICES } from '../../lib/hipaa-eligible.ts';

test('hipaa/vendor-list.md is the list of services: after a change of it, run this with -u', async () => {
  await expect(vendorPage()).toMatchFileSnapshot('../../hipaa/vendor-list.md');
});

test('of every service that a deployment may consist of, it is said what it is given', () => {
  expect(Object.keys(GIVEN).sort()).toEqual(SERVICES.map(({ name }) => name).sort());
});

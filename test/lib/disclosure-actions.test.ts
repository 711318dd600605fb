/** AUTHIO_HIPAA_DISCLOSURE_ACTIONS: from the tenant's file to the functions that account for disclosures. */
import { expect, test } from 'vitest';
import { routes } from '../../lambdas/routes.ts';
import { ACCESS } from '../../lambdas/shared/access.ts';
import { GRANTS } from '../../lib/constructs/grants.ts';
import { type Data, resourcesOf } from '../../lib/deployment.ts';
import { parseTenant, TenantError } from '../../lib/tenant.ts';
import { tenant } from './synthesis.ts';

function grantFor(disclosureActions?: string[]) {
  const deployment = { tenant: tenant('acme', { ...(disclosureActions && { disclosureActions }) }), bundles: '' };
  return GRANTS['disclosures:know'](resourcesOf(deployment, {} as Data, {} as never));
}

test('what the tenant names is what the functions read, and it permits nothing', () => {
  expect(ACCESS['disclosures:know']).toBe('AUTHIO_HIPAA_DISCLOSURE_ACTIONS');
  expect(grantFor(['phi.disclosed', 'impersonation.started'])).toEqual({
    value: 'phi.disclosed,impersonation.started',
    statements: [],
  });
  expect(grantFor()).toEqual({ value: 'default', statements: [] });
});

test('a type of event that there is none of is refused before anything is deployed, and so is an empty list', () => {
  const parse = (disclosureActions: string[]) => {
    const { name, ...file } = tenant('acme', { disclosureActions });
    return () => parseTenant(name, JSON.stringify(file));
  };
  expect(parse(['phi.disclosed'])()).toMatchObject({ disclosureActions: ['phi.disclosed'] });
  expect(parse(['phi.disclosd'])).toThrow(TenantError);
  expect(parse(['phi.disclosd'])).toThrow('must be a type of docs/events.md');
  expect(parse([])).toThrow('must name at least one type');
});

test('whoever accounts for disclosures has it', () => {
  const knowing = Object.values(routes).filter(({ contract }) =>
    (contract as { access?: readonly string[] }).access?.includes('disclosures:know'),
  );
  expect(knowing.map(({ id }) => id).sort()).toEqual([
    'dsr/get-accounting',
    'dsr/get-disclosure-actions',
    'dsr/set-disclosure-actions',
  ]);
});

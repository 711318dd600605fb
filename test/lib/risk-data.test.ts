/** The files that tell of networks, from the tenant's configuration to the functions. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Route, routes } from '../../lambdas/routes.ts';
import { accessOf } from '../../lambdas/shared/contract.ts';
import { acknowledge } from '../../lib/nag.ts';
import { placeRiskData } from '../../lib/risk-data.ts';
import { TenantError } from '../../lib/tenant.ts';
import { writeMmdb } from '../risk/mmdb.ts';
import { find, synthesizeWith, tenant } from './synthesis.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-risk-data-'));
const tenants = join(folder, 'tenants');
mkdirSync(tenants);
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(tenants, name), content);
  return name;
};
const place = (riskData: Parameters<typeof placeRiskData>[0]['riskData']) =>
  placeRiskData(tenant('acme', { riskData }), tenants, join(folder, 'dist'));
const geo = file('city.mmdb', writeMmdb({ '203.0.113.0/24': { country: { iso_code: 'US' } } }));
const list = file('exits.txt', '# exits\n203.0.113.0/24\n2001:db8::/32 # one\n\n198.51.100.7\r\n');

describe('the files of a tenant', () => {
  test('are put where the functions look for them', () => {
    const placed = place({ geo, torExits: list, dataCentres: list, knownBad: list }) ?? '';
    const names = ['data-centres.txt', 'geo.mmdb', 'known-bad.txt', 'tor-exits.txt'];

    expect(readdirSync(join(placed, 'risk')).sort()).toEqual(names);
    expect(readdirSync(join(place({ geo }) ?? '', 'risk'))).toEqual(['geo.mmdb']);
  });

  test('need not be', () => {
    expect([place(undefined), place({})]).toEqual([undefined, undefined]);
  });

  test.each([
    [{ geo: 'nowhere.mmdb' }, /riskData\.geo: there is no /],
    [{ geo: list }, /riskData\.geo: .* is no MaxMind database/],
    [{ torExits: 'nowhere.txt' }, /riskData\.torExits: there is no /],
    [{ torExits: geo }, /riskData\.torExits: line 1 of .* is no network/],
    [{ knownBad: file('bad.txt', '203.0.113.7\nexit.example\n') }, /riskData\.knownBad: line 2 of /],
    [{ dataCentres: file('wide.txt', '203.0.113.0/33') }, /riskData\.dataCentres: line 1 of /],
  ])('that are not what they should be stop the deployment: %j', (riskData, message) => {
    expect(() => place(riskData)).toThrow(TenantError);
    expect(() => place(riskData)).toThrow(message);
  });

  test('that are too large stop it too', () => {
    const large = file('large.txt', '');
    truncateSync(join(tenants, large), 20_000_001);
    expect(() => place({ torExits: large })).toThrow(/is larger than 20 MB/);
  });
});

describe('the functions', () => {
  const one = synthesizeWith(acknowledge, [tenant()], { riskData: place({ geo }) });
  const functions = find(one, 'AWS::Lambda::Function');
  const variables = ({ Properties: { Environment } }: (typeof functions)[number]) =>
    (Environment as { Variables: Record<string, string> }).Variables;

  test('that judge where a request comes from have the files; the others are told that they have none', () => {
    for (const each of functions) {
      const has = each.Properties.Layers !== undefined;
      expect([each.id, variables(each).RISK_DATA]).toEqual([each.id, has ? '/opt/risk' : 'none']);
    }
    const judging = Object.values<Route>(routes).filter(({ contract }) =>
      contract.errors.includes('policy_violation_location'),
    );
    expect(judging.length).toBeGreaterThan(3);
    for (const { id, contract } of judging)
      expect([id, accessOf(contract).includes('token-key:read')]).toEqual([id, true]);
    expect(functions.filter(({ Properties }) => Properties.Layers !== undefined).length).toBeGreaterThan(
      judging.length,
    );
  });

  test('share one layer in each stack', () => {
    const layers = find(one, 'AWS::Lambda::LayerVersion').map(({ stack }) => stack);
    expect(new Set(layers).size).toBe(layers.length);
    expect(layers.length).toBeGreaterThan(1);
  });

  test('have none where the tenant names no file', () => {
    const plain = synthesizeWith(acknowledge, [tenant()]);
    expect(find(plain, 'AWS::Lambda::LayerVersion')).toEqual([]);
    expect(find(plain, 'AWS::Lambda::Function').every((each) => variables(each).RISK_DATA === 'none')).toBe(true);
  });
});

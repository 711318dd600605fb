import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeMmdb } from '../../risk/mmdb.ts';

const made: string[] = [];
const city = (country: string, latitude: number, longitude: number, accuracy_radius = 20) => ({
  country: { iso_code: country },
  location: { latitude, longitude, accuracy_radius },
});

/** The module as a function that was just started loads it. */
async function started(data: string) {
  vi.resetModules();
  vi.stubEnv('RISK_DATA', data);
  return {
    ...(await import('../../../lambdas/risk/geo.ts')),
    ...(await import('../../../lambdas/risk/risk-data.ts')),
    ...(await import('../../../lambdas/session/place.ts')),
  };
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function fill(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hale-risk-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  made.push(folder);
  return folder;
}

const DATABASE = writeMmdb({
  '203.0.113.0/24': city('US', 42.3601, -71.0589),
  '198.51.100.0/25': city('FR', 48.8566, 2.3522, 500),
  '2001:db8:1::/48': city('CA', 43.6532, -79.3832),
  '192.0.2.0/24': { country: { iso_code: 'DE' } },
});

describe('where an address is', () => {
  it('is told by the file: country, and the place to a tenth of a degree', async () => {
    const { locate } = await started(fill({ 'geo.mmdb': DATABASE }));

    expect(locate('203.0.113.7')).toEqual({ country: 'US', coordinates: { latitude: 42.4, longitude: -71.1 } });
    expect(locate('2001:db8:1:7::9')).toEqual({ country: 'CA', coordinates: { latitude: 43.7, longitude: -79.4 } });
    expect(locate('::ffff:203.0.113.7')).toMatchObject({ country: 'US' });
  });

  it('has no coordinates where the file is not sure of them, or has none', async () => {
    const { locate } = await started(fill({ 'geo.mmdb': DATABASE }));

    expect(locate('198.51.100.7')).toEqual({ country: 'FR', coordinates: undefined });
    expect(locate('192.0.2.7')).toEqual({ country: 'DE', coordinates: undefined });
  });

  it.each([undefined, '', 'unknown', '203.0.114.1', '198.51.100.200', '2001:db8:2::1', '10.0.0.1'])(
    'is not known of %s',
    async (ip) => {
      const { locate } = await started(fill({ 'geo.mmdb': DATABASE }));

      expect(locate(ip)).toEqual({ country: undefined, coordinates: undefined });
    },
  );

  it('is known of no address without a file', async () => {
    for (const data of ['none', fill({})]) {
      const { locate } = await started(data);
      expect(locate('203.0.113.7')).toEqual({ country: undefined, coordinates: undefined });
    }
  });

  it('is what a policy about countries asks for, and no header is', async () => {
    const { placeOf } = await started(fill({ 'geo.mmdb': DATABASE }));
    const request = { ip: '203.0.113.7', headers: { 'cloudfront-viewer-country': 'FR' } };

    expect(placeOf(request).country).toBe('US');
  });

  it('fails with a file that is none: it was meant to be there', async () => {
    const { locate } = await started(fill({ 'geo.mmdb': Buffer.from('no database') }));

    expect(() => locate('203.0.113.7')).toThrow();
  });
});

describe('lists of networks', () => {
  it('are read when they are there, once', async () => {
    const data = fill({ 'tor-exits.txt': '203.0.113.0/24\n' });
    const { networkList } = await started(data);

    expect(networkList('tor_exits')?.contains({ family: 4, value: 0xcb_00_71_07 })).toBe(true);
    expect(networkList('known_bad')).toBeUndefined();
    rmSync(data, { recursive: true });
    expect(networkList('tor_exits')?.size).toBe(1);
  });
});

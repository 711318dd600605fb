import { describe, expect, it } from 'vitest';
import { automationOf, deviceOf } from '../../../lambdas/risk/agent.ts';

const CHROME = (version: string) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`;
const IPHONE = (version: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${version.replace('.', '_')} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Mobile/15E148 Safari/604.1`;

describe('programs that no person uses', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36',
      'headless browser',
    ],
    [
      'Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1',
      'headless browser',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/131 Safari/537.36 Puppeteer', 'browser driver'],
    ['python-requests/2.32.3', 'python'],
    ['Python-urllib/3.12', 'python'],
    ['curl/8.9.1', 'command line'],
    ['Wget/1.24.5', 'command line'],
    ['node', 'javascript'],
    ['axios/1.7.7', 'javascript'],
    ['Go-http-client/2.0', 'go'],
    ['Java/21.0.4', 'jvm'],
    ['Apache-HttpClient/4.5.14 (Java/17)', 'jvm'],
    ['GuzzleHttp/7', 'other library'],
    ['sqlmap/1.8', 'attack tool'],
    ['', 'no user agent'],
    [undefined, 'no user agent'],
  ])('%s is %s', (agent, kind) => expect(automationOf(agent)).toBe(kind));

  it.each([
    CHROME('131.0.0.0'),
    IPHONE('18.1'),
    'okhttp/4.12.0',
    'ClinicApp/3.2 CFNetwork/1490.0.4 Darwin/23.2.0',
    'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
    'nodebook/1.0 (of a person)',
    'test-agent/1.0',
  ])('%s may be a person’s', (agent) => expect(automationOf(agent)).toBeUndefined());
});

describe('a device', () => {
  it('stays the same from one version to the next', () => {
    expect(deviceOf(CHROME('131.0.0.0'))).toBe(deviceOf(CHROME('140.0.7339.1')));
    expect(deviceOf(IPHONE('18.1'))).toBe(deviceOf(IPHONE('19.0')));
    expect(deviceOf('ClinicApp/3.2 CFNetwork/1490')).toBe(deviceOf('ClinicApp/4.0 CFNetwork/1500'));
  });

  it('differs by browser, by platform and by what the app says', () => {
    const devices = [
      deviceOf(CHROME('131.0.0.0')),
      deviceOf(`${CHROME('131.0.0.0')} Edg/131.0.0.0`),
      deviceOf(IPHONE('18.1')),
      deviceOf('ClinicApp/3.2 CFNetwork/1490'),
      deviceOf('OtherApp/3.2 CFNetwork/1490'),
      deviceOf(IPHONE('18.1'), { device_id: 'a' }),
      deviceOf(IPHONE('18.1'), { device_id: 'b' }),
      deviceOf(IPHONE('18.1'), { model: 'a' }),
      deviceOf(undefined),
    ];

    expect(new Set(devices).size).toBe(devices.length);
  });

  it('is told by the beginning of an agent that has no end', () => {
    expect(deviceOf(`${CHROME('131.0.0.0')}${' x'.repeat(100_000)}`)).toBe(deviceOf(CHROME('131.0.0.0')));
    expect(automationOf(`${' '.repeat(100_000)}curl/8`)).toBeUndefined();
  });
});

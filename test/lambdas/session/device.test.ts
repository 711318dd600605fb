/** What a user agent is read as. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceOf } from '../../../lambdas/session/device.ts';

const AGENTS: [string, string, string | null, string | null, string | null][] = [
  [
    'Firefox on Windows',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
    'Firefox 128',
    'Windows',
    'desktop',
  ],
  [
    'Chrome on Android',
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
    'Chrome 126',
    'Android',
    'mobile',
  ],
  [
    'Safari on an iPad',
    'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'Safari 17',
    'iOS',
    'tablet',
  ],
  [
    'Edge on macOS',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
    'Microsoft Edge 126',
    'macOS',
    'desktop',
  ],
  ['nothing', '', null, null, null],
];

test.each(AGENTS)('%s', (_, agent, browser, system, kind) => {
  expect(deviceOf(agent)).toEqual({ browser, system, kind });
});

test('whatever a client sends is read as something', () => {
  expect(deviceOf(undefined)).toEqual({ browser: null, system: null, kind: null });
  const words = fc.constantFrom(
    'Mozilla/5.0',
    '(Windows NT',
    'Chrome/',
    'Safari',
    ';',
    ')',
    '(',
    'like Gecko',
    'Version/',
  );
  const agent = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 256 }),
    fc.array(words, { maxLength: 40 }).map((parts) => parts.join(' ').slice(0, 256)),
  );
  fc.assert(
    fc.property(agent, (text) => {
      const { browser, system, kind } = deviceOf(text);
      for (const one of [browser, system, kind]) expect(one === null || one.length > 0).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

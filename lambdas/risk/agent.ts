/**
 * What a user agent tells, as data: the first rule that matches counts. Whoever wants to can send another one, so this
 * finds programs that do not hide and devices that have not changed, and proves nothing.
 */
import { createHash } from 'node:crypto';

interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
}

/** Longer ones are cut before any pattern sees them. */
const MAX_AGENT = 512;

/** A browser that others are built on comes after them. */
const FAMILIES: readonly Rule[] = [
  { name: 'edge', pattern: /\bEdg(?:e|A|iOS)?\// },
  { name: 'opera', pattern: /\b(?:OPR|OPT|OPX)\// },
  { name: 'samsung', pattern: /\bSamsungBrowser\// },
  { name: 'firefox', pattern: /\b(?:Firefox|FxiOS)\// },
  { name: 'chrome', pattern: /\b(?:Chrome|CriOS|Chromium)\// },
  { name: 'safari', pattern: /\bVersion\/[\d.]+ (?:Mobile\/\w+ )?Safari\// },
];

const PLATFORMS: readonly Rule[] = [
  { name: 'ipad', pattern: /\biPad\b/ },
  { name: 'iphone', pattern: /\biPhone\b/ },
  { name: 'android', pattern: /\bAndroid\b/ },
  { name: 'chromeos', pattern: /\bCrOS\b/ },
  { name: 'windows', pattern: /\bWindows\b/ },
  { name: 'mac', pattern: /\bMacintosh\b/ },
  { name: 'linux', pattern: /\bLinux\b|\bX11\b/ },
];

/**
 * Programs that drive a browser, and libraries that send requests without one. Those that apps of people are built on,
 * such as OkHttp and CFNetwork, are not here.
 */
const AUTOMATED: readonly Rule[] = [
  { name: 'headless browser', pattern: /HeadlessChrome|PhantomJS|SlimerJS|HtmlUnit/i },
  { name: 'browser driver', pattern: /Puppeteer|Playwright|Selenium|WebDriver|Cypress/i },
  { name: 'python', pattern: /^python-|\b(?:python-requests|Python-urllib|aiohttp|python-httpx|Scrapy|mechanize)\b/i },
  { name: 'command line', pattern: /^(?:curl|Wget|HTTPie|PowerShell|libwww-perl|lwp-trivial)\b|\bWindowsPowerShell\// },
  { name: 'javascript', pattern: /^(?:node|node-fetch|undici|axios|got|superagent|Deno|Bun)(?:[/ ]|$)/i },
  { name: 'go', pattern: /^(?:Go-http-client|fasthttp|resty|go-resty)\b/i },
  { name: 'jvm', pattern: /^(?:Java\/|Apache-HttpClient\/|Jakarta Commons-HttpClient)/ },
  {
    name: 'other library',
    pattern: /^(?:Ruby|Faraday|PHP|GuzzleHttp|RestSharp|reqwest|hyper|Dart)\b|\bPostmanRuntime\//i,
  },
  { name: 'attack tool', pattern: /\b(?:Hydra|sqlmap|Nikto|OpenBullet|SilverBullet|SentryMBA|Burp|zgrab|masscan)\b/i },
];

const nameOf = (rules: readonly Rule[], agent: string): string | undefined =>
  rules.find(({ pattern }) => pattern.test(agent))?.name;

const cut = (agent: string): string => agent.slice(0, MAX_AGENT);

/** The kind of program, where the agent says that no person uses it. Every browser and app sends one, so none is one too. */
export const automationOf = (agent: string | undefined): string | undefined =>
  agent === undefined || agent.trim() === '' ? 'no user agent' : nameOf(AUTOMATED, cut(agent));

/** What a client says of the device beyond its user agent (api.md, `device_signals`). */
export interface DeviceSignals {
  /** Kept by the app on the device. */
  readonly device_id?: string | undefined;
  readonly platform?: string | undefined;
  readonly model?: string | undefined;
}

/** An app's own name, without its version, where it is no browser. */
const ownName = (agent: string): string => (/^[^\s/(]{1,40}/.exec(agent)?.[0] ?? '').toLowerCase();

/**
 * The same for one device from update to update: family and platform without versions, and what the app says of it.
 * 72 bits of SHA-256, base64url; it lies sealed.
 */
export function deviceOf(agent: string | undefined, signals: DeviceSignals = {}): string {
  const text = cut(agent ?? '');
  const family = nameOf(FAMILIES, text) ?? ownName(text);
  const said = [signals.device_id, signals.platform, signals.model].map((one) => one ?? '');
  return createHash('sha256')
    .update(JSON.stringify([family, nameOf(PLATFORMS, text) ?? '', ...said]))
    .digest('base64url')
    .slice(0, 12);
}

/**
 * The hosted sign-in page in a real browser: a client sends a person there, and gets them back with a code. The client
 * is a stock one, with a page of its own on this machine.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as openid from 'openid-client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clinic, good, makeClinic } from '../local/clinic.ts';
import { cloud } from '../local/cloud.ts';
import { faults } from './axe.ts';
import { launch, type Visit, visit } from './browser.ts';

/** The client's page, which only has to be there. */
const server = createServer((_, response) => response.end('Back'));
let redirect = '';
let browser: Browser;
let clinic: Clinic;
let config: openid.Configuration;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  redirect = `http://localhost:${(server.address() as AddressInfo).port}/callback`;
  clinic = await makeClinic('Riverside Clinic');
  await good('POST', '/v1/redirect-uris', { bearer: clinic.secret, body: { uri: redirect } });
  config = await openid.discovery(new URL(cloud.apiUrl), clinic.projectId, undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

interface Flow {
  readonly url: string;
  readonly verifier: string;
  readonly state: string;
}

async function begin(more: Record<string, string> = {}): Promise<Flow> {
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirect,
    scope: 'openid email',
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...more,
  });
  return { url: url.href, verifier, state };
}

const open = (url: string): Promise<Visit> => visit(browser, url);

const back = (page: Page) => page.waitForURL((url) => url.href.startsWith(redirect));
const exchange = (page: Page, { verifier, state }: Flow) =>
  openid.authorizationCodeGrant(config, new URL(page.url()), { pkceCodeVerifier: verifier, expectedState: state });

interface Ceremony {
  readonly request_id: string;
  readonly options: unknown;
}

/** Enrols somebody as the customer's server and this browser do it together. */
async function enrol(page: Page, email: string): Promise<void> {
  const { request_id, options } = await good<Ceremony>('POST', '/v1/auth/passkey/register/options', {
    bearer: clinic.secret,
    body: { email },
  });
  const credential = await page.evaluate<unknown>(`(async () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)});
    return (await navigator.credentials.create({ publicKey })).toJSON();
  })()`);
  await good('POST', '/v1/auth/passkey/register/verify', {
    project: clinic.projectId,
    body: { request_id, credential },
  });
}

describe('a person whom a client sends to sign in', () => {
  test('signs in with a passkey and comes back with a code that the client can use', async () => {
    const flow = await begin();
    const { page, complaints } = await open(`${cloud.apiUrl}/sign-in/`);
    await enrol(page, 'kim@clinic.test');
    complaints.length = 0;
    await page.goto(flow.url);
    // The browser may offer the passkey in the field by itself; then nobody needs the button.
    await Promise.race([
      page
        .getByRole('button', { name: 'Sign in with a passkey' })
        .click()
        .catch(() => undefined),
      back(page),
    ]);
    await back(page);
    const tokens = await exchange(page, flow);
    expect(tokens.claims()).toMatchObject({ email: 'kim@clinic.test', acr: 'phr' });
    expect(complaints).toEqual([]);

    const cookies = await page.context().cookies();
    expect(cookies.find(({ name }) => name === '__Host-hale_session')).toMatchObject({ httpOnly: true, secure: true });
    const again = await begin();
    await page.goto(again.url);
    await back(page);
    expect((await exchange(page, again)).claims()?.email).toBe('kim@clinic.test');
  });

  test('says in plain words what went wrong, and how to go on', async () => {
    const { url } = await begin();
    const { page, consent } = await open(url);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
    await consent(false);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    const alert = page.getByRole('alert');
    await alert.filter({ hasText: 'The prompt was closed' }).waitFor();
    await page.getByRole('textbox', { name: 'E-mail' }).fill('kim');
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await alert.filter({ hasText: 'Give a whole e-mail address' }).waitFor();
  });

  test('who opens the page without a request is told so', async () => {
    const { page } = await open(`${cloud.apiUrl}/sign-in/`);
    await page.getByRole('alert').filter({ hasText: 'without a sign-in request' }).waitFor();
  });
});

describe('the page', () => {
  test('has no fault that axe knows, light or dark, and fits a phone', async () => {
    const { url } = await begin();
    const { page } = await open(url);
    await page.getByRole('heading', { name: 'Sign in to Riverside Clinic' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
  });
});

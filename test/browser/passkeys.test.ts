/** Passkeys as a browser offers them: in the field for the e-mail, and signed in with no address, button or list. */
import { dirname } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoProject } from '../../lib/local/demo-project.ts';
import { localPaths } from '../../lib/local/paths.ts';
import { seed } from '../../lib/local/seed.ts';
import { type Clinic, good, makeClinic } from '../local/clinic.ts';
import { cloud } from '../local/cloud.ts';
import { launch, type Visit, visit } from './browser.ts';

let browser: Browser;

beforeAll(async () => {
  const { apiUrl, awsEnvironment, outputs, certificate } = cloud;
  const project = await seed({ apiUrl, awsEnvironment, outputs, log: () => {} });
  writeDemoProject(localPaths(dirname(certificate)).seeded, project);
  browser = await launch();
});
afterAll(() => browser?.close());

interface Asked {
  readonly mediation: string | undefined;
  readonly allowed: number;
}

/** Writes down how the page asks for passkeys. */
async function watch({ page }: Visit): Promise<() => Promise<Asked[]>> {
  await page.addInitScript(`{
    window.asked = [];
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      window.asked.push({ mediation: options.mediation, allowed: options.publicKey.allowCredentials?.length ?? 0 });
      return get(options);
    };
  }`);
  return () => page.evaluate<Asked[]>('window.asked');
}

const told = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();

async function register(page: Page, email: string): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).first().fill(email);
  await page.getByRole('button', { name: 'Register a passkey' }).click();
  await told(page, 'registered');
}

describe('the demo page', () => {
  test('offers a passkey in the field, and signs in who takes it: no button, no address', async () => {
    const visited = await visit(browser, cloud.apiUrl);
    const { page, complaints } = visited;
    await page.getByRole('checkbox', { name: 'Hillside Pediatrics' }).waitFor();
    await register(page, 'field@example.com');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await told(page, 'You are signed out');

    const asked = await watch(visited);
    const begun = page.waitForRequest('**/v1/auth/passkey/login/options');
    await page.reload();
    await told(page, 'You are signed in');
    expect(await asked()).toEqual([{ mediation: 'conditional', allowed: 0 }]);
    expect((await begun).postDataJSON()).toEqual({});
    expect(await page.locator('#who').textContent()).toContain('field@example.com');
    expect(await page.locator('#sign-in-email').inputValue()).toBe('');
    expect(complaints).toEqual([]);
  });

  test('waits in silence where there is no passkey, and a button comes before the field', async () => {
    const visited = await visit(browser, cloud.apiUrl);
    const asked = await watch(visited);
    const { page, complaints } = visited;
    await page.reload();
    await page.getByRole('checkbox', { name: 'Hillside Pediatrics' }).waitFor();
    await expect.poll(asked, { timeout: 30_000 }).toEqual([{ mediation: 'conditional', allowed: 0 }]);
    expect(await page.getByRole('alert').textContent()).toBe('');
    await register(page, 'button@example.com');
    expect(await page.locator('#who').textContent()).toContain('button@example.com');
    expect(complaints).toEqual([]);
  });
});

describe('the API', () => {
  interface Ceremony {
    readonly request_id: string;
    readonly options: object;
  }
  interface Shown {
    readonly id: string;
    readonly name: string | null;
    readonly binding: string;
    readonly last_used_at: string | null;
  }

  const create = (page: Page, { options }: Ceremony) =>
    page.evaluate<object>(`(async () => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)});
      return (await navigator.credentials.create({ publicKey })).toJSON();
    })()`);
  const get = (page: Page, { options }: Ceremony, mediation: string) =>
    page.evaluate<object>(`(async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)});
      return (await navigator.credentials.get({ publicKey, mediation: '${mediation}' })).toJSON();
    })()`);

  async function enrol(page: Page, clinic: Clinic, email: string) {
    const begun = await good<Ceremony>('POST', '/v1/auth/passkey/register/options', {
      bearer: clinic.secret,
      body: { email },
    });
    const body = { request_id: begun.request_id, credential: await create(page, begun) };
    return good<{ access_token: string }>('POST', '/v1/auth/passkey/register/verify', {
      project: clinic.projectId,
      body,
    });
  }

  test('takes what a real client answers with conditional mediation to options without an address', async () => {
    const clinic = await makeClinic('Riverside Clinic');
    const { page } = await visit(browser, cloud.apiUrl);
    await enrol(page, clinic, 'conditional@clinic.test');
    const at = { project: clinic.projectId };
    expect(await page.evaluate('PublicKeyCredential.isConditionalMediationAvailable()')).toBe(true);
    const begun = await good<Ceremony>('POST', '/v1/auth/passkey/login/options', { ...at, body: {} });
    const body = { request_id: begun.request_id, credential: await get(page, begun, 'conditional') };
    const envelope = await good<{ user: { email: string }; access_token: string }>(
      'POST',
      '/v1/auth/passkey/login/verify',
      { ...at, body },
    );
    expect(envelope.user.email).toBe('conditional@clinic.test');

    const shown = await good<{ data: Shown[] }>('GET', '/v1/me/passkeys', { bearer: envelope.access_token });
    expect(shown.data).toMatchObject([{ name: null, last_used_at: expect.any(String) }]);
    const named = await good<Shown>('PATCH', `/v1/me/passkeys/${shown.data[0]?.id}`, {
      bearer: envelope.access_token,
      body: { name: 'This browser' },
    });
    expect(named.name).toBe('This browser');
  });
});

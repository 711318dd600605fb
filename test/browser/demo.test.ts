/** The demo page in a real browser with a real WebAuthn client: what a person sees of passkeys, sessions and the log. */
import { dirname } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoProject } from '../../lib/local/demo-project.ts';
import { localPaths } from '../../lib/local/paths.ts';
import { seed } from '../../lib/local/seed.ts';
import { cloud, settings } from '../local/cloud.ts';
import { faults } from './axe.ts';
import { launch, type Visit, visit } from './browser.ts';

let browser: Browser;
let people = 0;

const told = (page: Page) => page.getByRole('status');
const alert = (page: Page) => page.getByRole('alert');
const signedIn = (page: Page) => page.getByRole('heading', { name: 'Your session' });
const width = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');

async function open(options?: Parameters<typeof visit>[2]): Promise<Visit> {
  const visited = await visit(browser, cloud.apiUrl, options);
  await visited.page.getByRole('checkbox', { name: 'Hillside Pediatrics' }).waitFor();
  return visited;
}

/** Registers someone new, and returns their e-mail. */
async function register(page: Page): Promise<string> {
  const email = `person${++people}@example.com`;
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).first().fill(email);
  await page.getByRole('button', { name: 'Register a passkey' }).click();
  await signedIn(page).waitFor();
  await told(page).filter({ hasText: 'registered' }).waitFor();
  return email;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await told(page).filter({ hasText: 'You are signed out' }).waitFor();
}

/** A project of its own for the demo, with logs that hold little yet. */
async function seedDemo(): Promise<void> {
  const { apiUrl, awsEnvironment, outputs, certificate } = cloud;
  const project = await seed({ apiUrl, awsEnvironment, outputs, log: () => {} });
  writeDemoProject(localPaths(dirname(certificate)).seeded, project);
}

beforeAll(async () => {
  await seedDemo();
  browser = await launch();
});
afterAll(() => browser?.close());

describe('a person with a passkey', () => {
  test('registers, signs out, signs in again without an e-mail, and sees the session and its events', async () => {
    const { page, complaints } = await open();
    const email = await register(page);
    await signOut(page);
    expect(await signedIn(page).isVisible()).toBe(false);

    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await told(page).filter({ hasText: 'You are signed in' }).waitFor();

    expect(await page.locator('#who').textContent()).toContain(email);
    expect(await page.locator('#who').textContent()).toContain('member at Riverside Clinic');
    expect(await page.locator('#claims').textContent()).toMatch(/authio.*sess_/);
    expect(await page.getByRole('timer').textContent()).toMatch(/^\d min \d\d s$/);
    const events = await page.locator('#event-list .title > span').allTextContents();
    expect(events.slice(0, 4)).toEqual(['Signed in', 'Session ended', 'Audit log read', 'Signed in']);
    expect(events).toContain('Passkey registered');
    expect(complaints).toEqual([]);
  });

  test('signs in to the organization of their choice, and moves to another', async () => {
    const { page, complaints } = await open();
    await page.getByRole('checkbox', { name: 'Hillside Pediatrics' }).check();
    const email = await register(page);
    await signOut(page);

    await page.getByRole('textbox', { name: 'E-mail (optional)' }).fill(email);
    await page.locator('#sign-in-organization').selectOption('Hillside Pediatrics');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await told(page).filter({ hasText: 'You are signed in' }).waitFor();
    expect(await page.locator('#who').textContent()).toContain('Hillside Pediatrics');

    await page.locator('#switch-organization').selectOption('Riverside Clinic');
    await page.getByRole('button', { name: 'Switch' }).click();
    await told(page).filter({ hasText: 'You now work in Riverside Clinic' }).waitFor();
    expect(await page.locator('#event-list').textContent()).toContain('Changed organization');
    expect(complaints).toEqual([]);
  });

  test('refreshes the session and asks the server about it', async () => {
    const { page, complaints } = await open();
    await register(page);
    const tokenId = () => page.locator('#claims').textContent();
    const before = await tokenId();

    // Tokens tell their times in whole seconds: two of one second are the same.
    await page.waitForTimeout(1_000);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await told(page).filter({ hasText: 'New tokens' }).waitFor();
    await page.getByRole('button', { name: 'Verify session' }).click();
    await told(page).filter({ hasText: 'the session is active' }).waitFor();

    expect(await tokenId()).not.toBe(before);
    expect(complaints).toEqual([]);
  });

  test('sees the proof of an event once the log is signed', async () => {
    await seedDemo();
    const { page } = await open();
    await register(page);
    await page.getByRole('button', { name: /^Proof of Organization made/ }).click();
    await page.getByText('c2sp.org/tlog-proof@v1').waitFor();

    expect(await told(page).textContent()).toContain('The proof is shown');
  });
});

test('the outbox shows what would have been sent, and its link can be opened', async () => {
  const sms = { PhoneNumber: '+12065550123', Message: `Your code is 123456, or open ${cloud.apiUrl}/?from=text` };
  await new SNSClient(settings).send(new PublishCommand(sms));
  const { page, complaints } = await open();
  const messages = page.locator('#outbox-list');
  await page.getByRole('textbox', { name: 'To (optional)' }).fill(sms.PhoneNumber);
  await page.getByRole('button', { name: 'Reload outbox' }).click();
  await told(page).filter({ hasText: 'Outbox reloaded' }).waitFor();

  expect(await messages.getByRole('listitem').count()).toBe(1);
  expect(await messages.textContent()).toContain(`text message to ${sms.PhoneNumber}`);
  expect(await faults(page)).toEqual([]);
  await messages.getByRole('link').click();
  await page.waitForURL(/from=text/);
  expect(complaints).toEqual([]);
});

describe('what goes wrong is said in plain words', () => {
  test('an address that is none', async () => {
    const { page } = await open();
    await page.getByRole('textbox', { name: 'E-mail', exact: true }).first().fill('not an address');
    await page.getByRole('button', { name: 'Register a passkey' }).click();

    expect(await alert(page).textContent()).toContain('Give a whole e-mail address');
    expect(await page.locator(':focus').getAttribute('id')).toBe('register-email');
  });

  test('a prompt that was refused', async () => {
    const { page, consent } = await open();
    await consent(false);
    await page.getByRole('textbox', { name: 'E-mail', exact: true }).first().fill('refused@example.com');
    await page.getByRole('button', { name: 'Register a passkey' }).click();
    await alert(page).filter({ hasText: 'The passkey prompt was closed' }).waitFor();

    expect(await signedIn(page).isVisible()).toBe(false);
  });

  test('an organization of others, with a request id to quote', async () => {
    const { page } = await open();
    await register(page);
    await signOut(page);
    await page.locator('#sign-in-organization').selectOption('Hillside Pediatrics');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await alert(page).filter({ hasText: 'not a member of that organization' }).waitFor();

    expect(await alert(page).textContent()).toMatch(/Request id: req_[0-9A-Z]{26}/);
  });
});

describe('the page', () => {
  test('fits on a phone of 320 pixels, signed out and signed in', async () => {
    const { page } = await open({ viewport: { width: 320, height: 640 } });
    expect(await width(page)).toBeLessThanOrEqual(320);
    await register(page);

    expect(await width(page)).toBeLessThanOrEqual(320);
  });

  test('is accessible in each state that a person meets', async () => {
    await seedDemo();
    const { page } = await open();
    expect(await faults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Register a passkey' }).click();
    await alert(page).filter({ hasText: 'Give a whole e-mail address' }).waitFor();
    expect(await faults(page)).toEqual([]);

    await register(page);
    expect(await faults(page)).toEqual([]);

    await page.getByRole('button', { name: /^Proof of Organization made/ }).click();
    await page.getByText('c2sp.org/tlog-proof@v1').waitFor();
    expect(await faults(page)).toEqual([]);
  });

  test('is dark for those who like it dark', async () => {
    const { page } = await open({ colorScheme: 'dark' });

    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(16, 22, 22)');
  });

  test('is used with the keyboard alone', async () => {
    const { page } = await open();
    await page.locator('#sign-in-email').focus();
    await page.getByRole('textbox', { name: 'E-mail', exact: true }).first().focus();
    await page.keyboard.type(`person${++people}@example.com`);
    await page.keyboard.press('Enter');
    await signedIn(page).waitFor();
    await told(page).filter({ hasText: 'registered' }).waitFor();

    expect(await page.locator(':focus').getAttribute('id')).toBe('signed-in');
  });

  test('says that it is a demo, and runs no script but its own', async () => {
    const { page } = await open();
    const policy = (await page.request.get(cloud.apiUrl)).headers()['content-security-policy'];

    expect(await page.getByRole('note').textContent()).toContain('This is a demo of the local cloud');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });
});

describe("the demo's backend", () => {
  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another site, by its own word', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', async (_, headers) => {
    const answer = await fetch(`${cloud.apiUrl}/demo/events`, { headers });

    expect(answer.status).toBe(403);
  });
});

/** A second factor in a real browser: an authenticator app by its picture, a password, and both to get in. */
import { dirname } from 'node:path';
import { HOTP, Secret } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDemoProject } from '../../lib/local/demo-project.ts';
import { localPaths } from '../../lib/local/paths.ts';
import { seed } from '../../lib/local/seed.ts';
import { cloud } from '../local/cloud.ts';
import { faults } from './axe.ts';
import { launch, visit } from './browser.ts';

const EMAIL = 'two.factors@example.com';
const PASSWORD = 'nine blue tulips wait';

let browser: Browser;

const told = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();
const alert = (page: Page, words: string) => page.getByRole('alert').filter({ hasText: words }).waitFor();
const press = (page: Page, name: string) => page.getByRole('button', { name }).click();

/** What an app shows that has this secret. @param steps of 30 seconds from now. */
const shown = (secret: string, steps = 0) =>
  HOTP.generate({ secret: Secret.fromBase32(secret), counter: Math.floor(Date.now() / 30_000) + steps });

/** With the password, at the organization that asks for two factors. */
async function logIn(page: Page, password = PASSWORD): Promise<void> {
  await page.locator('#password-email').fill(EMAIL);
  await page.locator('#password-typed').fill(password);
  await page.locator('#password-organization').selectOption('Hillside Pediatrics');
  await press(page, 'Sign in with a password');
}

beforeAll(async () => {
  const { apiUrl, awsEnvironment, outputs, certificate } = cloud;
  const project = await seed({ apiUrl, awsEnvironment, outputs, log: () => {} });
  writeDemoProject(localPaths(dirname(certificate)).seeded, project);
  browser = await launch();
});
afterAll(() => browser?.close());

test('a person sets up an app and a password, and signs in with both', { timeout: 240_000 }, async () => {
  const { page, complaints } = await visit(browser, cloud.apiUrl);
  await page.getByRole('checkbox', { name: 'Hillside Pediatrics' }).check();
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).first().fill(EMAIL);
  await press(page, 'Register a passkey');
  await told(page, 'registered');

  await page.locator('#new-password').fill('password12345678');
  await press(page, 'Set the password');
  await alert(page, 'too common');
  await page.locator('#new-password').fill(PASSWORD);
  await press(page, 'Set the password');
  await told(page, 'Your password is set');

  await press(page, 'Set up an authenticator app');
  await told(page, 'Scan the code');
  const secret = (await page.locator('#totp-secret').textContent()) ?? '';
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(await page.locator('#totp-picture path').getAttribute('d')).toMatch(/^M\d+,\d+h/);
  expect(await faults(page)).toEqual([]);
  await page.locator('#totp-code').fill(shown(secret, -1));
  await press(page, 'Confirm the app');
  await told(page, 'Your authenticator app is set up');
  const codes = await page.locator('#recovery-code-list code').allTextContents();
  expect(codes).toHaveLength(10);
  expect(await faults(page)).toEqual([]);

  await press(page, 'Sign out');
  await told(page, 'You are signed out');
  expect(await page.locator('#recovery-code-list code').count(), 'nothing stays for the next person').toBe(0);
  expect(complaints, 'until here nothing was refused but the weak password').toHaveLength(1);

  await logIn(page, 'not the password');
  await alert(page, 'not right');
  await logIn(page);
  await told(page, 'One more proof is asked for');
  expect(await faults(page)).toEqual([]);
  await page.locator('#one-more-code').fill(shown(secret));
  await press(page, 'Send the code');
  await told(page, 'signed in with two factors');
  expect(await page.locator('#who').textContent()).toContain('Hillside Pediatrics');
  expect(await page.locator('#claims').textContent()).toContain('pwd, otp, mfa');
  expect(await page.locator('#event-list').textContent()).toContain('One more proof given');

  await press(page, 'Sign out');
  await told(page, 'You are signed out');
  await logIn(page);
  await told(page, 'One more proof is asked for');
  await page.locator('#one-more-method').selectOption('Recovery code');
  await page.locator('#one-more-code').fill(codes[0] ?? '');
  await press(page, 'Send the code');
  await told(page, 'signed in with two factors');
});

test('fits on a phone of 320 pixels with the picture', { timeout: 120_000 }, async () => {
  const { page } = await visit(browser, cloud.apiUrl, { viewport: { width: 320, height: 640 } });
  await page.getByRole('checkbox', { name: 'Hillside Pediatrics' }).waitFor();
  await page.getByRole('textbox', { name: 'E-mail', exact: true }).first().fill('phone@example.com');
  await press(page, 'Register a passkey');
  await told(page, 'registered');
  await press(page, 'Set up an authenticator app');
  await told(page, 'Scan the code');
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
});

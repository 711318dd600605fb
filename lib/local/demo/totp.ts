/** More than a passkey: a password, an authenticator app with its recovery codes, and the proof that a sign-in may ask for. */
import { ApiError, call, type Envelope } from './api.ts';
import { element, make } from './elements.ts';

type Fields = FormData;
type Confirmed = Envelope & { readonly recovery_codes?: readonly string[] };
interface Enrolment {
  readonly secret: string;
  readonly qr_svg: string;
}

/** What this part needs of the page. */
export interface Page {
  readonly onSubmit: (form: HTMLFormElement, waiting: string, work: (fields: Fields) => Promise<string>) => void;
  readonly onClick: (id: string, work: () => Promise<string>) => void;
  /** Shows a session that begins. */
  readonly enter: (envelope: Envelope, said: string) => Promise<string>;
  readonly project: () => string;
  readonly token: () => string | undefined;
}

const text = (fields: Fields, name: string): string => String(fields.get(name) ?? '').trim();
const SVG = 'http://www.w3.org/2000/svg';

/** Draws the picture from its path: markup from anywhere never enters the page. */
function drawCode(svg: string): SVGElement {
  const [, box = ''] = /viewBox="([\d ]+)"/.exec(svg) ?? [];
  const [, d = ''] = /<path fill="black" d="([MhvzH\d,. -]+)"/.exec(svg) ?? [];
  const [picture, path] = [document.createElementNS(SVG, 'svg'), document.createElementNS(SVG, 'path')];
  picture.setAttribute('viewBox', box);
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', 'QR code for your authenticator app; the secret below says the same');
  picture.classList.add('qr');
  path.setAttribute('d', d);
  picture.append(path);
  return picture;
}

/** The challenge that is open, or nothing. */
let challengeId: string | undefined;

function ask(challenge: string | undefined): void {
  challengeId = challenge;
  element('one-more', HTMLElement).hidden = challenge === undefined;
  if (challenge !== undefined) element('one-more-code', HTMLInputElement).focus();
}

/** A right password may not be enough: then the page asks for one more proof. */
async function logIn(page: Page, fields: Fields): Promise<string> {
  const organization_id = text(fields, 'organization_id') || undefined;
  const body = { email: text(fields, 'email'), password: String(fields.get('password') ?? ''), organization_id };
  try {
    const envelope = await call<Envelope>('POST', '/v1/auth/password/login', { project: page.project(), body });
    return await page.enter(envelope, 'You are signed in.');
  } catch (cause) {
    const challenge = cause instanceof ApiError && cause.code === 'step_up_required' && cause.details.challenge_id;
    if (typeof challenge !== 'string') throw cause;
    ask(challenge);
    return 'The password is right. One more proof is asked for.';
  }
}

async function answer(page: Page, fields: Fields): Promise<string> {
  const body = { challenge_id: challengeId, method: text(fields, 'method'), code: text(fields, 'code') };
  const envelope = await call<Envelope>('POST', '/v1/auth/step-up/verify', { project: page.project(), body });
  ask(undefined);
  return page.enter(envelope, 'You are signed in with two factors.');
}

/** The secret is shown once, as a picture and as text. */
async function begin(page: Page): Promise<string> {
  const enrolment = await call<Enrolment>('POST', '/v1/auth/mfa/totp/enroll', { token: page.token(), body: {} });
  element('totp-picture', HTMLElement).replaceChildren(drawCode(enrolment.qr_svg));
  element('totp-secret', HTMLElement).textContent = enrolment.secret;
  element('totp-enrolment', HTMLElement).hidden = false;
  element('totp-code', HTMLInputElement).focus();
  return 'Scan the code with an authenticator app, then type what the app shows.';
}

async function confirm(page: Page, fields: Fields): Promise<string> {
  const body = { code: text(fields, 'code') };
  const confirmed = await call<Confirmed>('POST', '/v1/auth/mfa/totp/confirm', { token: page.token(), body });
  element('totp-enrolment', HTMLElement).hidden = true;
  const codes = confirmed.recovery_codes ?? [];
  element('recovery-codes', HTMLElement).hidden = codes.length === 0;
  element('recovery-code-list', HTMLElement).replaceChildren(
    ...codes.map((code) => make('li', '', make('code', code))),
  );
  return page.enter(confirmed, 'Your authenticator app is set up. Keep the recovery codes: they are shown this once.');
}

async function setPassword(page: Page, fields: Fields): Promise<string> {
  const [current, next] = ['current_password', 'new_password'].map((name) => String(fields.get(name) ?? ''));
  const body = { current_password: current || undefined, new_password: next };
  const envelope = await call<Envelope>('POST', '/v1/auth/password/change', { token: page.token(), body });
  return page.enter(envelope, 'Your password is set. The session is a new one.');
}

const form = (id: string): HTMLFormElement => element(id, HTMLFormElement);

export function offerSecondFactor(page: Page): void {
  page.onSubmit(form('password-sign-in'), 'Signing in…', (fields) => logIn(page, fields));
  page.onSubmit(form('one-more-form'), 'Checking…', (fields) => answer(page, fields));
  page.onClick('totp-begin', () => begin(page));
  page.onSubmit(form('totp-form'), 'Checking…', (fields) => confirm(page, fields));
  page.onSubmit(form('password-form'), 'Setting…', (fields) => setPassword(page, fields));
}

/** Nothing of one person's stays in the page for the next one. */
export function forgetSecondFactor(): void {
  ask(undefined);
  for (const id of ['totp-enrolment', 'recovery-codes']) element(id, HTMLElement).hidden = true;
  for (const id of ['totp-picture', 'totp-secret', 'recovery-code-list']) element(id, HTMLElement).replaceChildren();
  for (const id of ['password-sign-in', 'one-more-form', 'totp-form', 'password-form']) form(id).reset();
}

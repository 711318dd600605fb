/**
 * The hosted sign-in page: signs a person in by whatever the project allows, asks for one more proof where that is
 * demanded, and goes back to the authorization request that it was opened for.
 */
import { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication } from '@simplewebauthn/browser';
import { ApiError, call, organizationId, projectId } from './api.ts';
import { explain, OFFERS } from './words.ts';

type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
interface Ceremony {
  readonly request_id?: string;
  readonly options: RequestOptions;
}

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`index.html has no ${type.name} #${id}`);
}

const status = element('status', HTMLElement);
const problem = element('problem', HTMLElement);
const parts = ['begin', 'enter-code', 'one-more', 'done'].map((id) => element(id, HTMLElement));
const email = element('email', HTMLInputElement);
const password = element('password', HTMLInputElement);
const code = element('code', HTMLInputElement);

/** What the code that is asked for answers. */
let answerCode: (code: string) => Promise<void> = async () => undefined;

function show(id: string, focus?: HTMLElement): void {
  for (const part of parts) part.hidden = part.id !== id;
  focus?.focus();
}

function complain(cause: unknown): void {
  const { words, requestId } = explain(cause);
  const said = document.createElement('p');
  said.textContent = words;
  problem.replaceChildren(said);
  if (!requestId) return;
  const quote = document.createElement('p');
  quote.textContent = `Request id: ${requestId}`;
  problem.append(quote);
}

/** One thing at a time: its buttons wait, and what it fails with is told, or is a challenge to be answered. */
async function run(work: () => Promise<void>): Promise<void> {
  const buttons = [...document.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  problem.replaceChildren();
  status.textContent = 'Working…';
  try {
    await work();
  } catch (cause) {
    if (cause instanceof ApiError && cause.challenge) offer(cause.challenge.challenge_id, cause.challenge.methods);
    else complain(cause);
    if (cause instanceof ApiError && cause.code === 'challenge_expired') show('begin', email);
  } finally {
    status.textContent = '';
    for (const button of buttons) button.disabled = false;
  }
}

/** Back to the request that the page was opened for; the cookie says who is there now. */
function finish(): void {
  show('done');
  if (new URLSearchParams(location.search).has('redirect_uri')) location.assign(`/v1/auth/authorize${location.search}`);
}

const inOrganization = () => (organizationId ? { organization_id: organizationId } : {});

/** The button and the field may both get an answer from one passkey: the first is sent, and no other beside it. */
let sent = false;

/** @param autofill waits until a passkey is chosen in the field, however long that takes. */
async function byPasskey(autofill: boolean): Promise<void> {
  const begun = await call<Ceremony>('POST', '/v1/auth/passkey/login/options', inOrganization());
  const credential = await startAuthentication({ optionsJSON: begun.options, useBrowserAutofill: autofill });
  if (sent) return;
  sent = true;
  const verify = async () => {
    await call('POST', '/v1/auth/passkey/login/verify', { request_id: begun.request_id, credential });
    finish();
  };
  try {
    await (autofill ? run(verify) : verify());
  } finally {
    sent = false;
  }
}

function askForCode(words: string, answer: (code: string) => Promise<void>): void {
  element('code-words', HTMLElement).textContent = words;
  code.value = '';
  answerCode = answer;
  show('enter-code', code);
}

async function byEmailCode(): Promise<void> {
  const body = { email: email.value.trim(), channel: 'email', ...inOrganization() };
  const { flow_id } = await call<{ flow_id: string }>('POST', '/v1/auth/otp/send', body);
  askForCode(`If ${email.value.trim()} is known here, a code is on its way there.`, async (typed) => {
    await call('POST', '/v1/auth/otp/verify', { flow_id, code: typed });
    finish();
  });
}

async function byPassword(): Promise<void> {
  const body = { email: email.value.trim(), password: password.value, ...inOrganization() };
  await call('POST', '/v1/auth/password/login', body);
  finish();
}

/** Shows how a challenge may be answered. */
function offer(challengeId: string, methods: readonly string[]): void {
  const buttons = methods.flatMap((method) => {
    const words = OFFERS[method];
    if (!words) return [];
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = words.button;
    button.addEventListener('click', () => void run(() => answer(challengeId, method, words.ask)));
    return [button];
  });
  element('choices', HTMLElement).replaceChildren(...buttons);
  show('one-more', buttons[0]);
}

async function answer(challenge_id: string, method: string, words: string): Promise<void> {
  const begun = await call<Partial<Ceremony>>('POST', '/v1/auth/step-up/options', { challenge_id, method });
  const verify = async (proof: object) => {
    await call('POST', '/v1/auth/step-up/verify', { challenge_id, method, ...proof });
    finish();
  };
  if (method !== 'passkey') return askForCode(words, (typed) => verify({ code: typed }));
  if (!begun.options) throw new ApiError('unknown', {});
  await verify({ credential: await startAuthentication({ optionsJSON: begun.options }) });
}

function onSubmit(id: string, work: (how: string) => Promise<void>): void {
  const form = element(id, HTMLFormElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wrong = form.querySelector<HTMLInputElement>('input:invalid');
    for (const input of form.querySelectorAll('input')) input.ariaInvalid = input === wrong ? 'true' : null;
    const how = event.submitter instanceof HTMLButtonElement ? event.submitter.value : '';
    if (wrong) {
      problem.textContent =
        wrong === code ? 'Enter the code.' : 'Give a whole e-mail address, such as kim@example.com.';
      wrong.focus();
    } else void run(() => work(how));
  });
}

onSubmit('by-passkey', () => byPasskey(false));
onSubmit('by-email', (how) => (how === 'password' ? byPassword() : byEmailCode()));
onSubmit('enter-code', () => answerCode(code.value.trim()));
element('again', HTMLButtonElement).addEventListener('click', () => show('begin', email));

void run(async () => {
  if (!projectId) throw new ApiError('project_required', {});
  const { name, methods } = await call<{ name: string; methods: string[] }>('GET', '/v1/auth/sign-in-options');
  element('project', HTMLElement).textContent = ` to ${name}`;
  document.title = `Sign in to ${name}`;
  const allows = (method: string) => methods.includes(method);
  const passkeys = allows('passkey') && browserSupportsWebAuthn();
  element('by-passkey', HTMLElement).hidden = !passkeys;
  element('password-field', HTMLElement).hidden = !allows('password');
  element('with-password', HTMLElement).hidden = !allows('password');
  element('with-code', HTMLElement).hidden = !allows('otp');
  element('by-email', HTMLElement).hidden = !allows('password') && !allows('otp');
  element('or', HTMLElement).hidden = !passkeys;
  show('begin');
  // A passkey that the browser offers in the field signs in at once; a prompt that is never answered says nothing.
  if (passkeys && (await browserSupportsWebAuthnAutofill())) void byPasskey(true).catch(() => undefined);
});

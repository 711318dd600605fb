/** The demo page: registers a passkey, signs in, and shows the session and what the audit log says of it. */
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { ApiError, type Config, call, type Envelope, type SessionState } from './api.ts';
import { type Claims, decodeClaims, showClaims, timeLeft } from './claims.ts';
import { element, make, option } from './elements.ts';
import { type AuditEvent, showEvents } from './events.ts';
import { offerPasskey } from './offer-passkey.ts';
import { showOutbox } from './outbox.ts';
import { complain, runTask } from './task.ts';
import { forgetSecondFactor, offerSecondFactor } from './totp.ts';
import { endsSession } from './words.ts';

type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];
type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
interface Ceremony<Options> {
  readonly request_id: string;
  readonly options: Options;
}
interface Signed {
  readonly envelope: Envelope;
  readonly claims: Claims;
}

const registration = element('register', HTMLFormElement);
const signInForm = element('sign-in', HTMLFormElement);
const switchForm = element('switch', HTMLFormElement);
const signedIn = element('signed-in', HTMLElement);
const timer = element('time-left', HTMLElement);

let config: Config = { project_id: '', organizations: [] };
let signed: Signed | undefined;

const run = (work: () => Promise<string>, waiting?: string): Promise<void> =>
  runTask({
    work,
    waiting,
    failed(cause) {
      if (endsSession(cause)) show(undefined);
    },
  });

function onSubmit(form: HTMLFormElement, waiting: string, work: (fields: FormData) => Promise<string>): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wrong = form.querySelector<HTMLInputElement>('input:invalid');
    for (const input of form.querySelectorAll('input')) input.ariaInvalid = input === wrong ? 'true' : null;
    if (wrong) {
      complain('Give a whole e-mail address, such as kim@example.com.');
      wrong.focus();
    } else void run(() => work(new FormData(form)), waiting);
  });
}

function onClick(id: string, work: (session: Signed) => Promise<string>): void {
  element(id, HTMLButtonElement).addEventListener('click', () => {
    void run(async () => (signed ? work(signed) : 'Sign in first.'));
  });
}

const text = (fields: FormData, name: string): string | undefined => String(fields.get(name) ?? '').trim() || undefined;

async function register(fields: FormData): Promise<string> {
  const body = {
    email: text(fields, 'email'),
    name: text(fields, 'name'),
    organization_ids: fields.getAll('organization'),
  };
  const { request_id, options } = await call<Ceremony<CreationOptions>>('POST', '/demo/register', { body });
  const credential = await startRegistration({ optionsJSON: options });
  return enter(
    await finish('/v1/auth/passkey/register/verify', { request_id, credential }),
    'Your passkey is registered, and you are signed in.',
  );
}

const beginSignIn = (body: object) =>
  call<Ceremony<RequestOptions>>('POST', '/v1/auth/passkey/login/options', { project: config.project_id, body });

async function signIn(fields: FormData): Promise<string> {
  const begun = await beginSignIn({ email: text(fields, 'email'), organization_id: text(fields, 'organization_id') });
  const credential = await startAuthentication({ optionsJSON: begun.options });
  return enter(
    await finish('/v1/auth/passkey/login/verify', { request_id: begun.request_id, credential }),
    'You are signed in.',
  );
}

const finish = (path: string, body: unknown): Promise<Envelope> =>
  call<Envelope>('POST', path, { project: config.project_id, body });

async function enter(envelope: Envelope, said: string): Promise<string> {
  show(envelope);
  signedIn.focus();
  await loadEvents();
  return said;
}

function show(envelope: Envelope | undefined): void {
  signed = envelope && { envelope, claims: decodeClaims(envelope.access_token) };
  element('signed-out', HTMLElement).hidden = signed !== undefined;
  signedIn.hidden = signed === undefined;
  element('events', HTMLElement).hidden = signed === undefined;
  if (!signed) {
    forgetSecondFactor();
    return;
  }
  const { user, active_organization, active_role, memberships } = signed.envelope;
  const place = active_organization ? `${active_role} at ${active_organization.name}` : 'in no organization';
  element('who', HTMLElement).textContent = `${user.name ?? user.email} (${user.email}), ${place}`;
  showClaims(element('claims', HTMLElement), signed.claims);
  switchForm.hidden = memberships.length === 0;
  const choice = element('switch-organization', HTMLSelectElement);
  choice.replaceChildren(...memberships.map(({ organization }) => option(organization.id, organization.name)));
  if (active_organization) choice.value = active_organization.id;
  tick();
}

function tick(): void {
  if (signed) timer.textContent = timeLeft(signed.claims, Date.now());
}

async function loadEvents(): Promise<void> {
  if (!signed) return;
  const { user, active_organization: organization } = signed.envelope;
  const query = new URLSearchParams(organization ? { organization_id: organization.id } : { user_id: user.id });
  const { data } = await call<{ data: AuditEvent[] }>('GET', `/demo/events?${query}`);
  element('events-scope', HTMLElement).textContent = organization
    ? `Everything in the log of ${organization.name}, newest first. Looking at it is an event too.`
    : 'What the log says of you, newest first. Looking at it is an event too.';
  const runProof = (work: () => Promise<void>) =>
    void run(async () => {
      await work();
      return 'The proof is shown below its event.';
    });
  showEvents(element('event-list', HTMLElement), { events: data, run: runProof });
}

const loadOutbox = (to = ''): Promise<void> => showOutbox(element('outbox-list', HTMLElement), to);

onSubmit(registration, 'Follow the prompt of your browser…', register);
onSubmit(signInForm, 'Follow the prompt of your browser…', signIn);
onSubmit(switchForm, 'Switching…', async (fields) => {
  const body = { organization_id: text(fields, 'organization_id') };
  show(await call<Envelope>('POST', '/v1/sessions/select-org', { token: signed?.envelope.access_token, body }));
  await loadEvents();
  return `You now work in ${signed?.envelope.active_organization?.name}.`;
});
onClick('refresh', async ({ envelope: { refresh_token } }) => {
  // Whoever presses a button is there.
  show(await call<Envelope>('POST', '/v1/auth/refresh', { body: { refresh_token, activity: true } }));
  await loadEvents();
  return 'New tokens. The old refresh token is spent.';
});
onClick('verify', async ({ envelope: { access_token } }) => {
  const state = await call<SessionState>('POST', '/v1/sessions/verify', { token: access_token, body: {} });
  if (!state.active) throw new ApiError(state.code, 'The session is over. Sign in again.', undefined);
  const until = new Date(state.idle_expires_at).toLocaleTimeString();
  return `The server says that the session is active, and lasts until ${until} unless you do something before.`;
});
onClick('sign-out', async ({ envelope: { access_token } }) => {
  await call('POST', '/v1/auth/sign-out', { token: access_token, body: {} });
  show(undefined);
  element('sign-in-email', HTMLInputElement).focus();
  return 'You are signed out. The session is over on the server too.';
});
onClick('reload-events', async () => {
  await loadEvents();
  return 'Events reloaded.';
});
onSubmit(element('outbox', HTMLFormElement), 'Reading…', async (fields) => {
  await loadOutbox(text(fields, 'to'));
  return 'Outbox reloaded.';
});
offerSecondFactor({
  onSubmit,
  onClick: (id, work) => onClick(id, () => work()),
  enter,
  project: () => config.project_id,
  token: () => signed?.envelope.access_token,
});
setInterval(tick, 1000);

void run(async () => {
  if (!browserSupportsWebAuthn())
    throw new Error('This browser knows no passkeys, or this address does not allow them.');
  config = await call<Config>('GET', '/demo/config');
  const choices = config.organizations.map(({ id, name }, index) => {
    const box = make('input');
    Object.assign(box, { type: 'checkbox', name: 'organization', value: id, checked: index === 0 });
    const label = make('label', '', box);
    label.append(name);
    return label;
  });
  element('register-organizations', HTMLElement).append(...choices);
  for (const id of ['sign-in-organization', 'password-organization'])
    element(id, HTMLSelectElement).append(...config.organizations.map(({ id, name }) => option(id, name)));
  await loadOutbox();
  return '';
}, 'Loading…').then(async () => {
  const chosen = await offerPasskey(() => beginSignIn({})).catch(() => undefined);
  if (chosen) await run(async () => enter(await finish('/v1/auth/passkey/login/verify', chosen), 'You are signed in.'));
});

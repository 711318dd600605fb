/** The latest audit events, each with a button that fetches its proof. */
import { call } from './api.ts';
import { make } from './elements.ts';

export interface AuditEvent {
  readonly id: string;
  readonly event: string;
  readonly created_at: string;
  readonly data: {
    readonly actor_type: string;
    readonly target_type: string | null;
    readonly target_id: string | null;
    readonly metadata: Readonly<Record<string, unknown>>;
  };
}

const WORDS: Readonly<Record<string, string>> = {
  'user.created': 'User made',
  'membership.created': 'Joined the organization',
  'organization.created': 'Organization made',
  'passkey.registered': 'Passkey registered',
  'session.created': 'Signed in',
  'session.refreshed': 'Session refreshed',
  'session.revoked': 'Session ended',
  'session.organization_selected': 'Changed organization',
  'auth.signin_attempt': 'Sign-in refused',
  'auth.step_up_required': 'One more proof asked for',
  'auth.step_up_answered': 'One more proof given',
  'password.set': 'Password set',
  'totp.enrolled': 'Authenticator app shown',
  'totp.confirmed': 'Authenticator app confirmed',
  'recovery_codes.created': 'Recovery codes made',
  'recovery_codes.used': 'Recovery code used',
  'audit.events_read': 'Audit log read',
  'audit.proof_read': 'Proof fetched',
};

export interface Shown {
  readonly events: readonly AuditEvent[];
  /** Runs the button's work, and tells the person when it fails. */
  readonly run: (work: () => Promise<void>) => void;
}

export function showEvents(list: HTMLElement, { events, run }: Shown): void {
  list.replaceChildren(...events.map((event) => row(event, run)));
  if (events.length === 0) list.append(make('li', 'Nothing here yet.'));
}

function row({ id, event, created_at, data }: AuditEvent, run: Shown['run']): HTMLElement {
  const time = make('time', new Date(created_at).toLocaleTimeString());
  time.dateTime = created_at;
  const name = WORDS[event];
  const title = make('div', '', make('span', name ?? event), time);
  title.className = 'heading title';
  const facts = [
    name && event,
    `by ${data.actor_type.replaceAll('_', ' ')}`,
    data.metadata.outcome,
    data.metadata.ip && `from ${data.metadata.ip}`,
  ].filter((fact) => typeof fact === 'string' && fact);
  const what = make('p', facts.join(' · '));
  what.className = 'hint';
  const proof = make('button', 'Proof');
  proof.type = 'button';
  proof.setAttribute('aria-label', `Proof of ${name ?? event}, ${id}`);
  const last = make('div', '', make('code', id), proof);
  last.className = 'heading';
  const item = make('li', '', title, what, last);
  proof.addEventListener('click', () => run(() => fetchProof(id, item)));
  return item;
}

async function fetchProof(id: string, item: HTMLElement): Promise<void> {
  const proof = await call<Readonly<Record<string, unknown>>>('GET', `/demo/proof?${new URLSearchParams({ id })}`);
  const text = typeof proof.proof === 'string' ? proof.proof : JSON.stringify(proof, null, 2);
  item.querySelector('pre')?.remove();
  const shown = make('pre', text);
  shown.tabIndex = 0;
  shown.setAttribute('aria-label', `Proof of ${id}`);
  item.append(shown);
}

/** The access token as the page shows it. A page need not check the signature of its own token; a server must. */
import { make } from './elements.ts';

export type Claims = Readonly<Record<string, unknown>>;

const MEANING: Readonly<Record<string, string>> = {
  iss: 'issued by',
  aud: 'meant for',
  sub: 'user',
  sid: 'session',
  project_id: 'project',
  act_org: 'organization',
  act_role: 'role',
  roles: 'roles',
  permissions: 'permissions',
  amr: 'signed in by',
  acr: 'assurance',
  auth_time: 'signed in at',
  iat: 'issued at',
  nbf: 'good from',
  exp: 'good until',
};
const TIMES = new Set(['auth_time', 'iat', 'nbf', 'exp']);

export function decodeClaims(token: string): Claims {
  const [, payload = ''] = token.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
}

export function showClaims(list: HTMLElement, claims: Claims): void {
  list.replaceChildren(
    ...Object.entries(claims).flatMap(([name, value]) => {
      const shown = TIMES.has(name) ? new Date(Number(value) * 1000).toLocaleTimeString() : plain(value);
      const term = make('dt', MEANING[name] ? `${MEANING[name]} ` : '', make('code', name));
      return [term, make('dd', shown)];
    }),
  );
}

function plain(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.join(', ') || 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** "4 min 05 s", or that it is over. */
export function timeLeft({ exp }: Claims, nowMs: number): string {
  const seconds = Math.floor(Number(exp) - nowMs / 1000);
  if (seconds <= 0) return 'no longer: refresh it';
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

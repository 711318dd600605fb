/** Sign-ins from somewhere with something, and what was decided about them. Import `world.ts` first. */
import { request } from '../../dynamodb/api.ts';
import type { Careful } from '../../dynamodb/challenges.ts';
import { PASSWORD } from '../../dynamodb/factors.ts';
import { anonymously, type Clinic, type Person } from '../../dynamodb/people.ts';
import { type Reply, rowsOf } from '../../dynamodb/world.ts';

export interface From {
  readonly ip?: string;
  readonly agent?: string;
  /** `device_signals`. */
  readonly signals?: unknown;
}

export const SCRIPT = 'python-requests/2.32.3';
export const FAR = '198.51.100.77';

/** With the password alone. */
export const byPassword = ({ clinic, person, org }: Careful, from: From = {}): Promise<Reply> =>
  request('POST /v1/auth/password/login', {
    ...from,
    headers: anonymously(clinic),
    body: { email: person.email, password: PASSWORD, organization_id: org },
  });

export async function byPasskey(
  { clinic, passkey }: Pick<Person, 'clinic' | 'passkey'>,
  { signals, ...from }: From = {},
  named: { organization_id?: string } = {},
): Promise<Reply> {
  const headers = anonymously(clinic);
  const begun = await request('POST /v1/auth/passkey/login/options', { ...from, headers, body: named });
  const credential = passkey.get(begun.body.options);
  const body = { request_id: begun.body.request_id, credential, device_signals: signals };
  return request('POST /v1/auth/passkey/login/verify', { ...from, headers, body });
}

/** Newest first. */
export async function decisionsOf(clinic: Clinic, query: Record<string, string> = {}) {
  const { status, body } = await request('GET /v1/risk/decisions', { key: clinic.secret, query });
  if (status !== 200) throw new Error(`the list was answered ${JSON.stringify(body)}`);
  return body.data;
}

/** The one about this person that was made last. */
export const lastDecision = async (clinic: Clinic, user_id: string) => (await decisionsOf(clinic, { user_id }))[0];

export const setRisk = async (clinic: Clinic, body: Record<string, unknown>): Promise<Reply> =>
  request('PUT /v1/risk/policy', { key: clinic.secret, body });

/** The person's habits as they lie in the table. */
export async function sealedHabits(userId: string): Promise<Buffer | undefined> {
  const row = (await rowsOf('identity', `USER#${userId}`)).find(({ sk }) => sk === 'HABITS');
  return row && Buffer.from(row.sealed as Uint8Array);
}

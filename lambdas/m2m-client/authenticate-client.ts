/** Machine clients at the token endpoint: `client_secret_basic` or `client_secret_post` (RFC 6749 §2.3.1). */
import { isId } from '../shared/ids.ts';
import type { ClientPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { verifyClient } from './m2m-client.ts';
import { getM2mClient } from './m2m-client-store.ts';

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

const BASIC = /^Basic ([A-Za-z0-9+/]{1,1024}={0,2})$/i;

/** Both parts are form-encoded before they are joined (RFC 6749 §2.3.1). */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return '';
  }
};

/** `undefined` where the request brings no secret: then the client is a public one, or none. */
export function readCredentials(authorization: string | undefined, body: unknown): Credentials | undefined {
  if (authorization !== undefined) {
    const text = Buffer.from(BASIC.exec(authorization)?.[1] ?? '', 'base64').toString('utf8');
    const colon = text.indexOf(':');
    return { id: decoded(text.slice(0, Math.max(0, colon))), secret: decoded(text.slice(colon + 1)) };
  }
  const { client_id, client_secret } = (body ?? {}) as { client_id?: unknown; client_secret?: unknown };
  if (typeof client_secret !== 'string') return undefined;
  return { id: typeof client_id === 'string' ? client_id : '', secret: client_secret };
}

export async function authenticateClient(
  { id, secret }: Credentials,
  now: Date,
): Promise<Result<ClientPrincipal, 'invalid_client'>> {
  const client = isId('client', id) ? await getM2mClient(id) : undefined;
  const verified = verifyClient(client, secret, now);
  if (!verified.ok) return err('invalid_client');
  const { projectId, scopes } = verified.value;
  return ok({ kind: 'client', projectId, clientId: id, allowed: scopes });
}

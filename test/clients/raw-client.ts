/** A client that was written from docs alone: it knows the paths of the API, `fetch` and `jose`, and no code of Hale. */
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

export interface RawClientSettings {
  /** The deployment's one URL, which is the issuer of its tokens too. */
  readonly url: string;
  readonly projectId: string;
  /** What a browser would do with `navigator.credentials.get`. */
  readonly askPasskey: (options: { readonly challenge: string; readonly rpId: string }) => unknown;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly session_id: string;
}

/** An answer that is an error: `{ code, message, request_id }`. */
class RefusedError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

export function rawClient({ url, projectId, askPasskey }: RawClientSettings) {
  const keys = createRemoteJWKSet(new URL('/v1/auth/.well-known/jwks.json', url));

  async function post<T>(path: string, body: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json', 'x-authio-project': projectId };
    const answer = await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(body) });
    const received = (await answer.json()) as T & { code: string };
    if (!answer.ok) throw new RefusedError(answer.status, received.code);
    return received;
  }

  return {
    async signIn(): Promise<Tokens> {
      const begun = await post<{ request_id: string; options: Parameters<typeof askPasskey>[0] }>(
        '/v1/auth/passkey/login/options',
        {},
      );
      const credential = askPasskey(begun.options);
      return post('/v1/auth/passkey/login/verify', { flow_id: begun.request_id, credential });
    },

    refresh: (refresh_token: string): Promise<Tokens> => post('/v1/auth/refresh', { refresh_token }),

    /** The claims; throws where the token is not one of this deployment's. */
    async claimsOf(accessToken: string): Promise<JWTPayload> {
      const { payload } = await jwtVerify(accessToken, keys, {
        algorithms: ['EdDSA'],
        audience: 'authio',
        issuer: url,
      });
      return payload;
    },
  };
}

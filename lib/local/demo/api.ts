/** Requests of the page: to Hale's API as the signed-in person or as nobody yet, and to the demo's own backend. */

export interface Organization {
  readonly id: string;
  readonly name: string;
}

/** The answer of every sign-in, as far as the page shows it (api.md, Tokens). */
export interface Envelope {
  readonly session_id: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly user: { readonly id: string; readonly email: string; readonly name?: string };
  readonly active_organization: Organization | null;
  readonly active_role: string | null;
  readonly memberships: readonly { readonly organization: Organization }[];
}

/** What POST /v1/sessions/verify answers. */
export type SessionState =
  | { readonly active: true; readonly idle_expires_at: string }
  | { readonly active: false; readonly code: string };

export interface Config {
  readonly project_id: string;
  readonly organizations: readonly Organization[];
}

/** An answer that is an error, with what the person may quote to someone who can look it up. */
export class ApiError extends Error {
  readonly code: string;
  readonly requestId: string | undefined;
  /** All that the answer says, such as a challenge. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, requestId: string | undefined, details = {}) {
    super(message);
    this.code = code;
    this.requestId = requestId;
    this.details = details;
  }
}

export interface Call {
  readonly body?: unknown;
  /** The access token of who asks. */
  readonly token?: string;
  /** The project of who has no token yet. */
  readonly project?: string;
}

/** Throws an `ApiError` for any answer but a good one. */
export async function call<T>(method: 'GET' | 'POST', path: string, { body, token, project }: Call = {}): Promise<T> {
  const headers = new Headers();
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (token) headers.set('authorization', `Bearer ${token}`);
  if (project) headers.set('x-authio-project', project);
  const answer = await fetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new ApiError('offline', '', undefined);
  });
  const text = await answer.text();
  const parsed = text ? parse(text) : undefined;
  if (answer.ok) return parsed as T;
  const { code = 'unknown', message = '', request_id } = (parsed ?? {}) as Partial<Record<string, string>>;
  throw new ApiError(code, message, request_id ?? answer.headers.get('x-request-id') ?? undefined, parsed ?? {});
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { code: 'unknown', message: text.slice(0, 200) };
  }
}

/** Requests of the page to the API. The refresh token stays in a cookie that no script reads. */

export interface Challenge {
  readonly challenge_id: string;
  readonly methods: readonly string[];
}

/** An answer that is an error, with what the person may quote to someone who can look it up. */
export class ApiError extends Error {
  readonly code: string;
  readonly requestId: string | undefined;
  /** With `step_up_required`. */
  readonly challenge: Challenge | undefined;

  constructor(code: string, told: Partial<Challenge> & { message?: string; request_id?: string }) {
    super(told.message ?? code);
    this.code = code;
    this.requestId = told.request_id;
    const { challenge_id, methods } = told;
    this.challenge = challenge_id && methods ? { challenge_id, methods } : undefined;
  }
}

const query = new URLSearchParams(location.search);
/** The client of the code flow: its project. */
export const projectId = query.get('client_id') ?? '';
export const organizationId = query.get('organization_id') ?? undefined;

/** Throws an `ApiError` for any answer but a good one. */
export async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'x-authio-project': projectId, 'x-authio-session': 'cookie' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new ApiError('offline', {});
  });
  const parsed: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return parsed as T;
  const told = parsed as { code?: string; message?: string; request_id?: string };
  throw new ApiError(told.code ?? 'unknown', told);
}

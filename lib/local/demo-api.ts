// Calls Hale's API with the secret key, by nothing but what api.md says.

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; undefined for an answer without a body. */
  readonly body: unknown;
}

export type Api = (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;

export function apiWithKey(apiUrl: string, secret: string): Api {
  return async (method, path, body) => {
    const answer = await fetch(new URL(path, apiUrl), {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : undefined };
  };
}

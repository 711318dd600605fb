import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { bearer, call, lambdaContext, makeProject, TABLES } from '../../dynamodb/world.ts';

const { defineContract } = await import('../../../lambdas/shared/contract.ts');
const { http } = await import('../../../lambdas/shared/http.ts');
const { Unavailable } = await import('../../../lambdas/shared/commit.ts');
const { logger } = await import('../../../lambdas/shared/logger.ts');
const { ok } = await import('../../../lambdas/shared/result.ts');
const { routes } = await import('../../../lambdas/routes.ts');
type Contract = import('../../../lambdas/shared/contract.ts').Contract;

const MAX_BYTES = 256 * 1024;

const open = defineContract({
  summary: 'Echo',
  auth: ['public'],
  body: z.looseObject({}),
  replies: { 200: z.looseObject({}), 204: null },
  errors: [],
  events: [],
});
const echo = http(open, async ({ body }) => ok({ status: 200, body }));
const failing = (error: unknown) =>
  http(open, async () => {
    throw error;
  });
const post = (body: unknown, headers: Record<string, string> = {}) => call(echo, { method: 'POST', body, headers });

describe('an answer', () => {
  test('carries the security headers, whatever it says', async () => {
    for (const answer of [await post({}), await post('{'), await call(failing(new Error('x')))])
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'application/json',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
        'x-content-type-options': 'nosniff',
        'x-request-id': expect.stringMatching(/^req_/),
      });
  });

  test('names the request in header and body alike', async () => {
    const { headers, body } = await post('{');
    expect(body.request_id).toBe(headers['x-request-id']);
    expect(body).toEqual({ code: 'malformed_request', message: expect.any(String), request_id: expect.any(String) });
  });

  test('of 204 has no body', async () => {
    const handler = http(open, async () => ok({ status: 204 }));
    expect(await call(handler)).toMatchObject({ status: 204, body: undefined });
  });
});

describe('a failure inside', () => {
  const SECRET = 'sk_live_do_not_tell, patient Jane Doe';

  test('is 500 without a word of what it was, in the answer and in the log', async () => {
    const written: string[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((line) => written.push(String(line)) > 0),
    );
    logger.setLogLevel('DEBUG');
    const answer = await call(failing(Object.assign(new TypeError(SECRET), { cause: SECRET })), {
      body: { a: SECRET },
    });
    logger.setLogLevel('SILENT');
    for (const spy of spies) spy.mockRestore();
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(written.join('')).toContain(answer.body.request_id);
    expect(JSON.stringify([answer, written])).not.toMatch(/sk_live|Jane/);
  });

  test.each([
    ['a commit that found no way', new Unavailable('busy')],
    [
      'a throttle',
      Object.assign(new Error(SECRET), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }),
    ],
    ['a network failure', Object.assign(new Error(SECRET), { code: 'ECONNRESET', $metadata: { attempts: 3 } })],
    ['a 5xx of a dependency', Object.assign(new Error(SECRET), { $metadata: { httpStatusCode: 503 } })],
  ])('of a dependency (%s) is 503 with Retry-After', async (_, error) => {
    const answer = await call(failing(error));
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '1' } });
    expect(JSON.stringify(answer)).not.toContain('sk_live');
  });

  test('is no reason to start: a missing variable stops the function (security.md, row 35)', () => {
    const kept = process.env.IDENTITY_TABLE;
    delete process.env.IDENTITY_TABLE;
    expect(() => http({ ...open, auth: ['secret_key'] } as never, (async () => ok({ status: 204 })) as never)).toThrow(
      'IDENTITY_TABLE',
    );
    process.env.IDENTITY_TABLE = kept;
    expect(kept).toBe(TABLES.identity);
  });
});

describe('a body', () => {
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
    'of %s is read',
    async (type) => {
      expect(await post('{"a":1}', { 'content-type': type })).toMatchObject({ status: 200, body: { a: 1 } });
    },
  );

  test.each(['', 'text/plain', 'application/json-patch+json', 'application/x-www-form-urlencoded'])(
    'of "%s" is 415',
    async (type) => {
      expect((await post('{}', { 'content-type': type })).status).toBe(415);
    },
  );

  test('that is compressed is 415, and nothing is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000)).toString('base64');
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('in base64 is read as the bytes that it stands for', async () => {
    const body = Buffer.from('{"name":"Zoë"}').toString('base64');
    const event = { headers: { 'content-type': 'application/json' }, body, isBase64Encoded: true };
    const answer = await echo({ ...event, requestContext: { http: {} } } as never, lambdaContext);
    expect(answer.body).toBe('{"name":"Zoë"}');
  });

  test('may be 256 KiB and not a byte more', async () => {
    const filled = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    expect((await post(filled(MAX_BYTES))).status).toBe(200);
    expect((await post(filled(MAX_BYTES + 1))).status).toBe(413);
    expect((await post(`{"a":"${'é'.repeat(MAX_BYTES / 2)}"}`)).status).toBe(413);
  });

  test('too large is refused before anybody is asked who sent it', async () => {
    const contract = { ...open, auth: ['secret_key'] } as const;
    const handler = http(contract as never, (async () => ok({ status: 204 })) as never);
    const answer = await call(handler, { body: 'x'.repeat(MAX_BYTES * 3) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'too_large' } });
  });

  test('oversize, deep or compressed, 200 of them: all are 4xx (T8)', async () => {
    const statuses = new Set<number>();
    for (let index = 0; index < 200; index++) {
      const size = MAX_BYTES + index * 1_000;
      const bodies = [
        '['.repeat(size),
        `{"a":${'{"a":'.repeat(33 + index)}1${'}'.repeat(34 + index)}`,
        'x'.repeat(size),
      ];
      const headers: Record<string, string> = index % 4 === 3 ? { 'content-encoding': 'br' } : {};
      statuses.add((await post(bodies[index % 3], headers)).status);
    }
    expect([...statuses].every((status) => status >= 400 && status < 500)).toBe(true);
  });

  test('of any content never causes a 5xx or a stack trace, for every route that takes one (T7)', {
    timeout: 120_000,
  }, async () => {
    const schemas = Object.values<{ contract: Contract }>(routes).flatMap(({ contract }) => contract.body ?? []);
    const runs = Math.ceil(10_000 / schemas.length);
    const strings = fc.oneof(fc.string({ unit: 'binary' }), fc.json({ maxDepth: 6 }), fc.string());
    for (const body of schemas) {
      const handler = http({ ...open, body } as never, (async () => ok({ status: 204 })) as never);
      const property = fc.asyncProperty(strings, async (text) => {
        const answer = await call(handler, { method: 'POST', body: text });
        expect([204, 400]).toContain(answer.status);
        expect(JSON.stringify(answer.body ?? '')).not.toMatch(/\bat .*:\d+:\d+|node_modules/);
      });
      await fc.assert(property, { numRuns: runs });
    }
  });
});

describe('a secret key', () => {
  test('opens its own project and is named in the principal', async () => {
    const { project_id, key_id, secret } = await makeProject();
    const contract = { ...open, auth: ['secret_key'], body: undefined } as const;
    const handler = http(
      contract as never,
      (async (given: { principal: object; project: { id: string } }) =>
        ok({ status: 200, body: { ...given.principal, project: given.project.id } })) as never,
    );
    const { body } = await call(handler, { headers: bearer(secret) });
    expect(body).toMatchObject({ kind: 'secret_key', keyId: key_id, projectId: project_id, project: project_id });
  });
});

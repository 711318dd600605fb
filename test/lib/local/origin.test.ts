import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startOrigin } from '../../../lib/local/origin.ts';
import { freePort } from '../../../lib/local/ports.ts';
import { temporaryFolder } from './folder.ts';

const UNREACHABLE = 502;
let apiId: string | undefined;
let port: number;

/** Sends the path as it is; `fetch` would resolve its dots. */
function get(path: string, method = 'GET'): Promise<{ status?: number; type?: string; body: string; hsts?: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof get>>>();
  request({ host: '127.0.0.1', port, path, method }, async (answer) => {
    const { 'content-type': type, 'strict-transport-security': hsts } = answer.headers;
    resolve({ status: answer.statusCode, type, hsts, body: await text(answer) });
  })
    .once('error', reject)
    .end();
  return promise;
}

beforeEach(async () => {
  const folder = temporaryFolder();
  const pages = join(folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(pages, 'index.html'), '<h1>Hale</h1>');
  writeFileSync(join(pages, '.hidden'), 'secret');
  port = await freePort();
  apiId = 'none';
  const origin = await startOrigin({ port, cloudPort: await freePort(), apiId: () => apiId, pages });
  onTestFinished(() => origin.close());
});

test('serves a page with the headers of the edge', async () => {
  const answer = await get('/?from=mail');

  expect(answer).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', body: '<h1>Hale</h1>' });
  expect(answer.hsts).toMatch(/^max-age=/);
  expect(await get('/', 'HEAD')).toMatchObject({ status: 200, body: '' });
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/.hidden',
  '/%00',
  '/%ff',
  '/x/../../secret.txt',
])('reads nothing outside the folder and no hidden file: %s goes to the API', async (path) => {
  expect(await get(path)).toMatchObject({ status: UNREACHABLE, body: 'The local cloud is gone.\n' });
});

test('until there is an API it says that it is starting', async () => {
  apiId = undefined;

  expect(await get('/v1/health')).toMatchObject({ status: 503, body: 'The local cloud is starting.\n' });
});

test('a port that is taken is refused in one line', async () => {
  const second = startOrigin({ port, cloudPort: port, apiId: () => apiId, pages: '.' });

  await expect(second).rejects.toThrow(`Port ${port} was taken meanwhile: start again.`);
});

test('what is not read goes to the API', async () => {
  expect(await get('/', 'POST')).toMatchObject({ status: UNREACHABLE });
  expect(await get('/v1/health')).toMatchObject({ status: UNREACHABLE });
});

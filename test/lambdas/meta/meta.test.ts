import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';

test('health answers anyone', async () => {
  expect(await request('GET /v1/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test('health answers those with wrong credentials too', async () => {
  expect((await request('GET /v1/health', { key: 'wrong' })).status).toBe(200);
});

test('the description is served as it is committed', async () => {
  const { status, body } = await request('GET /v1/openapi.json');
  expect(status).toBe(200);
  expect(body).toEqual(JSON.parse(readFileSync('docs/openapi.json', 'utf8')));
});

test('the function that serves it carries no other contract and no other handler', async () => {
  const { metafile } = await build({
    entryPoints: ['lambdas/meta/get-openapi/handler.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
    packages: 'external',
  });
  const carried = Object.keys(metafile.inputs).filter((file) => /\/(contract|handler)\.ts$/.test(file));
  const own = ['contract.ts', 'handler.ts'].map((file) => `lambdas/meta/get-openapi/${file}`);
  expect(carried.filter((file) => file.startsWith('lambdas/') && !file.startsWith('lambdas/shared/')).sort()).toEqual(
    own,
  );
});

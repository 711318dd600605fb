import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { hashSources } from '../../../lib/local/changes.ts';
import { hashAssembly } from '../../../lib/local/deploy.ts';
import { temporaryFolder } from './folder.ts';

const ISSUER = 'http://localhost:8787';
let folder: string;

function write(path: string, content: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
}

beforeEach(() => {
  folder = temporaryFolder();
});

describe('the hash of an assembly', () => {
  beforeEach(() => write('assembly-demo/api.template.json', '{"Key":"one.zip"}'));

  test('changes with a template of any stage, so with the asset that it names', () => {
    const before = hashAssembly(folder);
    write('assembly-demo/api.template.json', '{"Key":"two.zip"}');

    expect(hashAssembly(folder)).not.toBe(before);
  });

  test('does not change with what is not deployed', () => {
    const before = hashAssembly(folder);
    write('tree.json', '{}');
    write('validation-report.json', '{}');

    expect(hashAssembly(folder)).toBe(before);
  });
});

describe('the hash of the sources', () => {
  beforeEach(() => write('lambdas/user/create-user/handler.ts', 'export const handler = 1;'));

  test.each([
    'lambdas/user/create-user/handler.ts',
    'lib/stacks/api-stack.ts',
    'bin/app.ts',
    'tenants/demo.json',
    'package-lock.json',
    'cdk.json',
  ])('changes with %s', (path) => {
    const before = hashSources(folder, ISSUER);
    write(path, 'changed');

    expect(hashSources(folder, ISSUER)).not.toBe(before);
  });

  test('changes with the name of a file and with the address', () => {
    const before = hashSources(folder, ISSUER);

    expect(hashSources(folder, 'http://localhost:1')).not.toBe(before);
    write('lambdas/empty.ts', '');
    expect(hashSources(folder, ISSUER)).not.toBe(before);
  });

  test.each(['lib/local/origin.ts', 'README.md', 'test/lib/tenant.test.ts', 'dist/lambdas/index.mjs'])(
    'does not change with %s, which is not deployed',
    (path) => {
      const before = hashSources(folder, ISSUER);
      write(path, 'changed');

      expect(hashSources(folder, ISSUER)).toBe(before);
    },
  );
});

import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCredentials } from '../../../lib/local/credentials.ts';
import { temporaryFolder } from './folder.ts';

test('the root key is random, kept, and readable by its owner only', () => {
  const file = join(temporaryFolder(), 'credentials.json');
  const made = loadCredentials(file);

  expect(loadCredentials(file)).toEqual(made);
  expect(loadCredentials(join(temporaryFolder(), 'credentials.json'))).not.toEqual(made);
  expect(made.accessKeyId).toMatch(/^AKIA[0-9A-F]{16}$/);
  expect(made.secretAccessKey).toHaveLength(40);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each(['', '{', '{}', '{"accessKeyId":"AKIA"}', 'null'])('a broken file, %j, is replaced', (content) => {
  const file = join(temporaryFolder(), 'credentials.json');
  writeFileSync(file, content);

  expect(loadCredentials(file).secretAccessKey).toHaveLength(40);
});

/** `hale subject-keys export`, before it asks the account: whom it asks for, and what it refuses. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportSubjectKeys, subjectsIn } from '../../../lib/operator/subject-keys.ts';

const [ANN, BOB] = [`user_${'A'.repeat(26)}`, `user_${'B'.repeat(26)}`];
const PROJECT = `proj_${'0'.repeat(26)}`;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-keys-'));
  const put = (log: string, blocks: object) => {
    mkdirSync(join(folder, `v1/us-east-1/logs/${log}/segments`), { recursive: true });
    const lines = [
      { index: 0, leaf: '{}', blocks, public: '{}' },
      { index: 1, leaf: '{}' },
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(join(folder, `v1/us-east-1/logs/${log}/segments/0-2-00.jsonl.gz`), gzipSync(text));
  };
  put('org_1', { [BOB]: 'AA' });
  put(PROJECT, { [ANN]: 'AA', [BOB]: 'AA', [PROJECT]: 'AA' });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('people are those who have a block in the copy, in any log; the project itself is none', async () => {
  expect(await subjectsIn(folder)).toEqual([ANN, BOB]);
});

test.each([
  ['nobody', {}, /--subject/],
  ['what is no user', { subject: [PROJECT] }, /user id/],
  ['a ticket that may name somebody', { subject: [ANN], ticket: 'Doe v. Clinic' }, /ticket: expected letters/],
])('%s is refused before the account is asked', async (_, more, message) => {
  const options = { project: PROJECT, ticket: 'AUDIT-1', function: 'none', ...more };
  await expect(exportSubjectKeys(options)).rejects.toThrow(message);
});

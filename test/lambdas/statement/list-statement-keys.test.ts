/** Whoever holds a statement finds the key to check it with. */
import { expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import '../../dynamodb/world.ts';

const { signBundle, signStatement } = await import('../../../lambdas/statement/sign-statement.ts');
const { checkBundle } = await import('../../../lambdas/statement/bundle.ts');
const { isStatementOf } = await import('../../../lambdas/statement/statement.ts');
const { parseVkey } = await import('../../../lambdas/log/note.ts');

const NOW = new Date('2026-11-22T10:00:00.000Z');

test('what is signed is checked with the key that is listed', async () => {
  const answer = await request('GET /v1/compliance/statement-keys', {});
  expect(answer.status).toBe(200);
  const keys = answer.body.keys.map(parseVkey);
  expect(keys.map(({ name }: { name: string }) => name)).toEqual(['auth.test/statements']);

  const document = { compliant: true };
  const note = await signStatement('posture', document, NOW);
  expect(isStatementOf('posture', document, note, keys)).toBe(true);
  expect(isStatementOf('accounting', document, note, keys)).toBe(false);
  expect(isStatementOf('posture', { compliant: false }, note, keys)).toBe(false);

  const about = { type: 'user', id: 'user_1' };
  const bundle = await signBundle({ kind: 'subject_export', project_id: 'proj_1', about, facts: {} }, { a: 1 }, NOW);
  expect(checkBundle(bundle, keys)).toEqual([]);
});

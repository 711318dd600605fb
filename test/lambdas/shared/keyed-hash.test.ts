import { expect, test } from 'vitest';
import '../../dynamodb/world.ts';

const { keyedHash } = await import('../../../lambdas/shared/keyed-hash.ts');

test('one value hashes alike in one project, otherwise in another, and tells nothing of itself', async () => {
  const hash = await keyedHash('email', 'proj_1', 'ada@example.com');
  expect(hash).toMatch(/^[\w-]{43}$/);
  expect(await keyedHash('email', 'proj_1', 'ada@example.com')).toBe(hash);
  expect(await keyedHash('email', 'proj_2', 'ada@example.com')).not.toBe(hash);
  expect(await keyedHash('email', 'proj_1', 'eve@example.com')).not.toBe(hash);
});

test('parts cannot be moved from one field to the next (T22)', async () => {
  expect(await keyedHash('email', 'proj_1', '","x')).not.toBe(await keyedHash('email', 'proj_1","', 'x'));
});

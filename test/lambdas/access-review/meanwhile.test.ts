/** Access that changes between two looks at it, while somebody carries out that it is taken away. */
import { expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { makeClinic } from '../../dynamodb/people.ts';

/** How often the access is not to be seen. */
const hidden = vi.hoisted(() => ({ looks: 0 }));
vi.mock('../../../lambdas/access-review/read-access.ts', async (load) => {
  const actual = await load<typeof import('../../../lambdas/access-review/read-access.ts')>();
  const currentAccess: typeof actual.currentAccess = async (...asked) => {
    if (hidden.looks === 0) return actual.currentAccess(...asked);
    hidden.looks -= 1;
    return undefined;
  };
  return { ...actual, currentAccess };
});

test('what was gone at a look is told as gone, and is no answer without an item', async () => {
  const clinic = await makeClinic();
  const owner = await makeOperator(clinic, 'owner');
  const officer = await makeOperator(clinic, 'privacy_officer');
  const admin = await makeOperator(clinic, 'admin');
  const due_at = new Date(Date.now() + 24 * 60 * 60_000).toISOString();
  const body = { name: 'Spring', scope: { operators: true }, reviewers: [owner.userId, officer.userId], due_at };
  const { id } = (await client(clinic.secret)('POST /v1/access-reviews', { body })).body;
  const params = { id, item: admin.userId };
  await officer.call('POST /v1/access-reviews/{id}/items/{item}/decision', {
    params,
    body: { decision: 'revoke', reason: 'Left the practice' },
  });
  hidden.looks = 1;
  const { status, body: item } = await owner.call('POST /v1/access-reviews/{id}/items/{item}/revocation', { params });
  expect([status, item.id, item.decision]).toEqual([200, admin.userId, 'gone']);
});

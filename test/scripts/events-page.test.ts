import { expect, test } from 'vitest';
import { eventsPage } from '../../scripts/events-page.ts';

test('docs/events.md is the catalogue: after a change of it, run this with -u', async () => {
  await expect(eventsPage()).toMatchFileSnapshot('../../docs/events.md');
});

test('what may be absent, what is sealed and what is a disclosure can be told from the page', async () => {
  const { flag } = await import('../../lambdas/audit/detail-schema.ts');
  const z = await import('zod/mini');
  const kind = {
    means: 'Something happened.',
    citations: ['312(b)'],
    disclosure: true,
    actors: ['user'],
    targets: ['user', 'project'],
    outcomes: ['denied'],
    sealed: ['before'],
    detail: { there: flag, perhaps: z.optional(z.enum(['a', 'b'])) },
  };
  expect(eventsPage({ 'thing.done': kind })).toContain(
    '| `thing.done` (disclosure) | Something happened. | user | user, project | denied | ' +
      '`there` yes or no<br>`perhaps?` `a` or `b`<br>sealed: `before` | 312(b) |',
  );
});

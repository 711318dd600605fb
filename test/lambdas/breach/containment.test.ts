/** The journal of a containment: what an order comes to, in which order it is done, and what is not done twice. */
import { expect, test } from 'vitest';
import {
  finishStep,
  isContaining,
  isIncomplete,
  measuresOf,
  nameOf,
  pendingOf,
  planSteps,
  progressStep,
  refuseStep,
  type Step,
} from '../../../lambdas/breach/containment.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const BY = { type: 'operator', id: 'user_o' } as const;
const plan = (order: Parameters<typeof measuresOf>[0], journal: Step[] = [], again = false) =>
  planSteps({ measures: measuresOf(order, 'proj_1'), journal, again }, 'brh_1', BY, NOW);
const ALL = {
  sessions: { users: ['user_a'], organizations: ['org_a'], project: true },
  credentials: { users: ['user_a', 'user_a'] },
  lock_accounts: { organizations: ['org_a'] },
  rotate_signing_keys: 'compromised',
  signing_key: 'kid_a',
  clients: ['mci_a'],
  api_keys: ['key_a'],
} as const;
const NAMES = [
  'api_key api_key key_a',
  'client client mci_a',
  'signing_key deployment kid_a',
  'lock organization org_a',
  'credentials user user_a',
  'sessions user user_a',
  'sessions organization org_a',
  'sessions project proj_1',
];

test('doors are closed from the outside in, sessions last; what is named twice is done once', () => {
  expect(measuresOf(ALL, 'proj_1').map(nameOf)).toEqual(NAMES);
  const journal = plan(ALL).map(({ after }) => after);
  expect(pendingOf(journal.toReversed()).map(({ kind }) => kind)).toEqual(journal.map(({ kind }) => kind));
  expect(measuresOf({ sessions: { project: false } }, 'proj_1')).toEqual([]);
});

test('what is in the journal is not done twice, unless it is finished and asked for again', () => {
  const [pending, done] = plan({ api_keys: ['key_a', 'key_b'] }).map(({ after }) => after) as [Step, Step];
  const journal = [pending, finishStep(done, 1, NOW)];
  const order = { api_keys: ['key_a', 'key_b', 'key_c'] };
  expect(plan(order, journal).map(({ after }) => after.target.id)).toEqual(['key_c']);
  const again = plan(order, journal, true);
  expect(again.map(({ before, after }) => [after.target.id, before?.version, after.version, after.state])).toEqual([
    ['key_b', 2, 3, 'pending'],
    ['key_c', undefined, 1, 'pending'],
  ]);
});

test('what was refused is ordered again by whoever names it: a refusal to one is none to all', () => {
  const [step] = plan({ lock_accounts: { users: ['user_a'] } }).map(({ after }) => after) as [Step];
  const journal = [refuseStep(step, 'forbidden', NOW)];
  expect(isIncomplete(journal)).toBe(true);
  const replanned = plan({ lock_accounts: { users: ['user_a'] } }, journal);
  expect(replanned.map(({ after }) => [after.state, after.reason, after.version])).toEqual([['pending', undefined, 3]]);
});

test('a walk counts what it did; an end says when, and why it was refused', () => {
  const [step] = plan({ lock_accounts: { project: true } }).map(({ after }) => after) as [Step];
  const walked = progressStep(progressStep(step, 'user_b', { count: 2, spared: 1 }), 'user_d', { count: 2, spared: 0 });
  const done = finishStep(walked, 1, NOW);
  expect(done).toMatchObject({ state: 'done', count: 5, spared: 1, cursor: 'user_d', version: 4 });
  const refused = refuseStep(step, 'not_found', NOW);
  expect(refused).toMatchObject({ state: 'refused', reason: 'not_found', finishedAt: NOW.toISOString() });
  expect([[step], [done, refused], []].map(isContaining)).toEqual([true, false, false]);
});

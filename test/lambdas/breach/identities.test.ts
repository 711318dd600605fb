/** Who somebody was whose account is gone: searched for in the log to the end, and never taken for nobody before that. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { EventRecord } from '../../../lambdas/audit/event-query.ts';
import { searchEvents } from '../../../lambdas/audit/search-events.ts';
import { identitiesOf } from '../../../lambdas/breach/identities.ts';
import type { Project } from '../../../lambdas/project/project.ts';

vi.mock('../../../lambdas/audit/search-events.ts', () => ({ searchEvents: vi.fn() }));
vi.mock('../../../lambdas/audit/subject-keys.ts', () => ({ subjectKeysFor: async () => new Map([['user_1', 'key']]) }));
vi.mock('../../../lambdas/user/find-subject.ts', () => ({ findSubject: async () => ({ user: undefined }) }));
vi.mock('../../../lambdas/breach/criteria.ts', () => ({
  openedFor: () => ({ before: { email: 'ann@clinic.test', name: 'Ann' } }),
}));

const project = { id: 'proj_1' } as Project;
const search = vi.mocked(searchEvents);
beforeEach(() => void search.mockReset());

test('a page that holds nothing is not the end: the next one is read', async () => {
  search
    .mockResolvedValueOnce({ records: [], after: 'a' })
    .mockResolvedValueOnce({ records: [], after: 'b' })
    .mockResolvedValueOnce({ records: [{} as EventRecord], after: undefined });
  const found = await identitiesOf(project, ['user_1']);
  expect(found).toEqual([{ email: 'ann@clinic.test', name: 'Ann', phone: null, account: 'deleted' }]);
  expect(search.mock.calls.map(([asked]) => asked.after)).toEqual([undefined, 'a', 'b']);
});

test('where the search comes to no end it says so', async () => {
  search.mockResolvedValue({ records: [], after: 'a' });
  expect(await identitiesOf(project, ['user_1'])).toMatchObject([{ email: null, account: 'unknown' }]);
});

test('of many people some are searched for at once, and all are found in their order', async () => {
  let [running, most] = [0, 0];
  search.mockImplementation(async () => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    return { records: [], after: undefined };
  });
  expect(await identitiesOf(project, Array<string>(35).fill('user_1'))).toHaveLength(35);
  expect([most, search.mock.calls.length]).toEqual([10, 35]);
});

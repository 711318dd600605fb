/** What a hold keeps: by person, by log, by project. */
import { describe, expect, test } from 'vitest';
import { concernsPerson, concernsText, coversLog, type Held, type HoldTarget } from '../../../lambdas/hold/hold.ts';

const hold = (target: HoldTarget): Held => ({ id: 'hold_1', projectId: 'proj_1', target });
const onUser = hold({ type: 'user', id: 'user_1' });
const onOrganization = hold({ type: 'organization', id: 'org_1' });
const onProject = hold({ type: 'project', id: 'proj_1' });

describe('a hold concerns a person', () => {
  const person = (over = {}) => ({ projectId: 'proj_1', userId: 'user_1', organizationIds: ['org_1'], ...over });

  test('whom it names, who is or was in its organization, or who is of its project', () => {
    expect([onUser, onOrganization, onProject].map((held) => concernsPerson(held, person()))).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('and nobody else', () => {
    const other = person({ userId: 'user_2', organizationIds: ['org_2'] });
    expect([onUser, onOrganization].map((held) => concernsPerson(held, other))).toEqual([false, false]);
    const foreign = person({ projectId: 'proj_2' });
    expect([onUser, onOrganization, onProject].some((held) => concernsPerson(held, foreign))).toBe(false);
  });
});

describe('a hold keeps of a log', () => {
  test('all of it, where it is on the log or its project', () => {
    expect(coversLog(onOrganization, 'org_1', 'proj_1')).toBe(true);
    expect(coversLog(onOrganization, 'org_2', 'proj_1')).toBe(false);
    expect(coversLog(onProject, 'org_2', 'proj_1')).toBe(true);
    expect(coversLog(onProject, 'org_2', 'proj_2')).toBe(false);
  });

  test('of a person, whatever names them', () => {
    expect(coversLog(onUser, 'org_1', 'proj_1')).toBe(false);
    expect(concernsText(onUser, 'org_1', 'proj_1', '{"blocks":{"user_1":"AA"}}')).toBe(true);
    expect(concernsText(onUser, 'org_1', 'proj_1', '{"blocks":{"user_2":"AA"}}')).toBe(false);
    expect(concernsText(onUser, 'org_9', 'proj_2', '{"blocks":{"user_1":"AA"}}')).toBe(false);
  });
});

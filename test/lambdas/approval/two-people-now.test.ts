/** Whether loosening takes two people is asked of the project as it is now, and not as this environment remembers it. */
import { beforeEach, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { commitForTests } from '../../dynamodb/commit-for-tests.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';

const store = vi.hoisted(() => ({ beforeCheck: undefined as (() => Promise<void>) | undefined }));
vi.mock('../../../lambdas/redirect-uri/redirect-uri-store.ts', async (original) => {
  const real = await original<typeof import('../../../lambdas/redirect-uri/redirect-uri-store.ts')>();
  return {
    ...real,
    listRedirectUris: async (projectId: string) => {
      await store.beforeCheck?.();
      return real.listRedirectUris(projectId);
    },
  };
});
const { getProject, readProject, updateProject } = await import('../../../lambdas/project/project-store.ts');

let clinic: Clinic;
beforeEach(async () => {
  store.beforeCheck = undefined;
  clinic = await makeClinic({ settings: { two_person: false } });
});

/** As another environment changes it: this one still remembers the project as it was. */
async function askForTwo(): Promise<void> {
  const before = await readProject(clinic.projectId);
  if (!before) throw new Error('no project');
  const settings = { ...before.settings, two_person: true };
  await commitForTests(clinic, [updateProject(before, { ...before, settings, version: before.version + 1 })]);
  expect((await getProject(clinic.projectId, new Date()))?.settings.two_person).toBe(false);
}
const add = (uri: string) => client(clinic.secret)('POST /v1/redirect-uris', { body: { uri } });

test('an address for signing in waits for a second person', async () => {
  await add('https://app.test/one');
  await askForTwo();
  expect((await add('https://app.test/two')).status).toBe(202);
});

test('and is not registered where the project changed between the look and the change', async () => {
  store.beforeCheck = askForTwo;
  expect((await add('https://app.test/three')).body.code).toBe('conflict');
});

test('so do roles for somebody', async () => {
  const owner = await makeOperator(clinic, 'owner');
  const { userId } = await enrol(clinic);
  await askForTwo();
  const given = await owner.call('POST /v1/operators', { body: { user_id: userId, roles: ['owner'] } });
  expect(given.status).toBe(202);
});

test('so does a list of disclosures that tells people less', async () => {
  const api = client(clinic.secret);
  const { actions } = (await api('GET /v1/compliance/disclosure-actions')).body;
  await askForTwo();
  const body = { actions: actions.slice(1) };
  expect((await api('PUT /v1/compliance/disclosure-actions', { body })).status).toBe(202);
});

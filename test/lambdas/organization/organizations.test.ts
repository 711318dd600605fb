import { expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { makeProject, rowsOf } from '../../dynamodb/world.ts';

const setUp = async () => client((await makeProject()).secret);
type Call = Awaited<ReturnType<typeof setUp>>;
const make = (call: Call, body: object) => call('POST /v1/organizations', { body });
const eventsOf = async (call: Call, organization_id: string) =>
  (await call('GET /v1/events', { query: { organization_id } })).body.data;

test('an organization is made, with a slug from its name where none is sent', async () => {
  const call = await setUp();
  const made = await make(call, { name: "St. Mary's Höhen-Klinik", metadata: { plan: 'gold' } });
  expect(made.body).toMatchObject({
    name: "St. Mary's Höhen-Klinik",
    slug: 'st-mary-s-hohen-klinik',
    metadata: { plan: 'gold' },
  });
  expect(made.status).toBe(201);
  const read = await call('GET /v1/organizations/{id}', { params: { id: made.body.id } });
  expect(read.body).toEqual(made.body);
  expect((await make(call, { name: '病院' })).status).toBe(400);
});

test('a slug is taken once in a project, and again in another one', async () => {
  const [call, other] = [await setUp(), await setUp()];
  expect((await make(call, { name: 'One', slug: 'clinic' })).status).toBe(201);
  expect(await make(call, { name: 'Two', slug: 'clinic' })).toMatchObject({
    status: 409,
    body: { code: 'slug_taken' },
  });
  expect((await make(other, { name: 'Three', slug: 'clinic' })).status).toBe(201);
});

test('a change of slug frees the old one; the log keeps before and after', async () => {
  const call = await setUp();
  const { body } = await make(call, { name: 'One', slug: 'one' });
  const params = { id: body.id };
  const changed = await call('PATCH /v1/organizations/{id}', { params, body: { slug: 'uno' } });
  expect(changed).toMatchObject({ status: 200, body: { name: 'One', slug: 'uno' } });
  expect((await make(call, { name: 'Other', slug: 'one' })).status).toBe(201);
  const [updated, created] = await eventsOf(call, body.id);
  expect(created).toMatchObject({ event: 'organization.created', data: { organization_id: body.id } });
  expect(updated.data.metadata).toMatchObject({ before: { slug: 'one' }, after: { slug: 'uno' } });
});

test('the log keeps which metadata changed, and no value of it', async () => {
  const call = await setUp();
  const contact = 'Canary Person';
  const { body } = await make(call, { name: 'One', metadata: { contact, plan: 'gold', city: 'canary town' } });
  const params = { id: body.id };
  const metadata = { contact: 'Canary Other', plan: 'gold', ward: 'canary 7' };
  await call('PATCH /v1/organizations/{id}', { params, body: { metadata } });
  await call('DELETE /v1/organizations/{id}', { params });
  const [deleted, updated, created] = await eventsOf(call, body.id);
  expect(created.data.metadata.metadata).toEqual(['city', 'contact', 'plan']);
  expect(updated.data.metadata.metadata).toEqual(['city', 'contact', 'ward']);
  expect(deleted.data.metadata.metadata).toEqual(['contact', 'plan', 'ward']);
  expect(JSON.stringify(await rowsOf('audit', `${body.id}#0`))).not.toMatch(/canary/i);
});

test('the list is a plain array and pages through the Link header', async () => {
  const call = await setUp();
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push((await make(call, { name })).body.id);
  const seen: string[] = [];
  let query: Record<string, string> = { limit: '2' };
  for (;;) {
    const { body, headers } = await call('GET /v1/organizations', { query });
    seen.push(...body.map(({ id }: { id: string }) => id));
    const next = /^<\/v1\/organizations\?(.+)>; rel="next"$/.exec(headers.link ?? '')?.[1];
    if (!next) break;
    query = Object.fromEntries(new URLSearchParams(next));
  }
  expect(seen).toEqual(ids);
});

test('an organization with members stays; without them it goes, and its log can still be read', async () => {
  const call = await setUp();
  const { body: organization } = await make(call, { name: 'Closing', slug: 'closing' });
  const { body: user } = await call('POST /v1/users', { body: { email: 'last@example.com' } });
  const org = organization.id;
  const { body: member } = await call('POST /v1/organizations/{org}/memberships', {
    params: { org },
    body: { user_id: user.id },
  });
  const refused = await call('DELETE /v1/organizations/{id}', { params: { id: org } });
  expect(refused).toMatchObject({ status: 409, body: { code: 'organization_not_empty' } });

  await call('DELETE /v1/organizations/{org}/memberships/{id}', { params: { org, id: member.id } });
  expect((await call('DELETE /v1/organizations/{id}', { params: { id: org } })).status).toBe(204);
  expect((await call('GET /v1/organizations/{id}', { params: { id: org } })).status).toBe(404);
  expect(await rowsOf('identity', `ORG#${org}`)).toEqual([]);
  expect((await make(call, { name: 'Again', slug: 'closing' })).status).toBe(201);
  expect((await eventsOf(call, org)).map(({ event }: { event: string }) => event)).toContain('organization.deleted');
});

test('nobody joins an organization that is being deleted, or it stays', async () => {
  const call = await setUp();
  const { body: organization } = await make(call, { name: 'Race' });
  const users = await Promise.all(
    [1, 2, 3].map(async (n) => (await call('POST /v1/users', { body: { email: `u${n}@example.com` } })).body.id),
  );
  const params = { org: organization.id };
  const [gone, ...joined] = await Promise.all([
    call('DELETE /v1/organizations/{id}', { params: { id: organization.id } }),
    ...users.map((user_id) => call('POST /v1/organizations/{org}/memberships', { params, body: { user_id } })),
  ]);
  const members = joined.filter(({ status }) => status === 201).length;
  expect(gone.status === 204 ? members === 0 : members > 0).toBe(true);
});

test('of changes made at once none is lost', async () => {
  const call = await setUp();
  const { body } = await make(call, { name: 'Busy' });
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const all = await Promise.all(
    names.map((name) => call('PATCH /v1/organizations/{id}', { params: { id: body.id }, body: { name } })),
  );
  const done = all.filter(({ status }) => status === 200).length;
  expect(all.every(({ status }) => status === 200 || status === 409)).toBe(true);
  expect(await eventsOf(call, body.id)).toHaveLength(1 + done);
});

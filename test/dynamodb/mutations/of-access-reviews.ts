/** What an access review asks: by the customer's server, and by reviewers. */
import { client } from '../api.ts';
import { makeOperator, type OperatorPerson } from '../operators.ts';
import type { Clinic } from '../people.ts';
import { type Asked, aClinic, type Table } from './asked.ts';

const END_MS = 30 * 24 * 60 * 60_000;
const asked = (scope: object, ...reviewers: OperatorPerson[]) => ({
  name: 'Spring',
  scope,
  reviewers: reviewers.map(({ userId }) => userId),
  due_at: new Date(Date.now() + END_MS).toISOString(),
});

interface Reviewing {
  readonly clinic: Clinic;
  readonly owner: OperatorPerson;
  readonly officer: OperatorPerson;
  /** Whose access is reviewed. */
  readonly admin: OperatorPerson;
  readonly id: string;
}

async function reviewing(): Promise<Reviewing> {
  const clinic = await aClinic();
  const owner = await makeOperator(clinic, 'owner');
  const officer = await makeOperator(clinic, 'privacy_officer');
  const admin = await makeOperator(clinic, 'admin');
  const body = asked({ operators: true }, owner, officer);
  const { id } = (await client(clinic.secret)('POST /v1/access-reviews', { body })).body;
  return { clinic, owner, officer, admin, id };
}
const onItem = ({ owner, admin, id }: Reviewing, body?: object): Asked => ({
  key: owner.token,
  params: { id, item: admin.userId },
  ...(body && { body }),
});
const LEFT = { decision: 'revoke', reason: 'They left.' };

export const ofAccessReviews: Table = {
  'POST /v1/access-reviews': async () => {
    const clinic = await aClinic();
    const both = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
    return { key: clinic.secret, body: asked({ operators: true }, ...both) };
  },
  'POST /v1/access-reviews/{id}/items/{item}/decision': async () => onItem(await reviewing(), LEFT),
  'POST /v1/access-reviews/{id}/items/{item}/revocation': async () => {
    const review = await reviewing();
    await review.officer.call('POST /v1/access-reviews/{id}/items/{item}/decision', {
      params: { id: review.id, item: review.admin.userId },
      body: LEFT,
    });
    return onItem(review);
  },
  'POST /v1/access-reviews/{id}/close': async () => {
    const { owner, officer, id } = await reviewing();
    await officer.call('POST /v1/access-reviews/{id}/items/{item}/decision', {
      params: { id, item: owner.userId },
      body: { decision: 'keep', reason: 'They lead the practice.' },
    });
    return { key: owner.token, params: { id }, body: { accept_incomplete: true } };
  },
};

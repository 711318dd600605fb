/** The requests of holds and erasures for `mutations.ts`, which succeed: what each needs is made first. */
import { client } from './api.ts';
import { makeOperator } from './operators.ts';
import { enrol, makeClinic } from './people.ts';

const heldBy = (id: string) => ({ target: { type: 'user', id }, matter: 'case-17', reason: 'Doe v. Clinic' });

export const heldMutations = {
  'POST /v1/holds': async () => {
    const { clinic, userId } = await enrol(await makeClinic());
    return { key: clinic.secret, params: {}, body: heldBy(userId) };
  },
  /** An operator asks for the release: the second person comes later. */
  'POST /v1/holds/{id}/release': async () => {
    const { clinic, userId } = await enrol(await makeClinic());
    const owner = await makeOperator(clinic, 'owner');
    const { id } = (await client(clinic.secret)('POST /v1/holds', { body: heldBy(userId) })).body;
    return { key: owner.token, params: { id }, body: { reason: 'settled' } };
  },
  /** Where two people agree. What one does alone is several transactions, which have a test of their own. */
  'POST /v1/admin/users/{id}/dsr/erase': async () => {
    const { clinic, userId } = await enrol(await makeClinic({ environment: 'live' }));
    return { key: clinic.secret, params: { id: userId }, body: { ticket: 'DSR-1' } };
  },
};

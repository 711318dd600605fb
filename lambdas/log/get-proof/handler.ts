/** GET /v1/audit-events/{id}/proof */
import { http } from '../../shared/http.ts';
import { isId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { findEvent } from '../event-place-store.ts';
import { findBatch } from '../log-store.ts';
import { findIndex, proveEvent } from '../prove-event.ts';
import { readersOf, readPublished } from '../published-store.ts';
import { getProofContract } from './contract.ts';

export const handler = http(getProofContract, async ({ params, project, commit }) => {
  const event = await findEvent(project.id, params.id);
  if (!event) return err('not_found');
  const { scope, lane, seq, leaf } = event;
  const organizationId = isId('organization', scope) ? scope : undefined;
  const [batch, published] = await Promise.all([findBatch(scope, lane, seq), readPublished(scope)]);
  if (!batch || !published || batch.firstIndex >= published.checkpoint.size) return err('not_archived_yet');

  const readers = readersOf(scope);
  const index = await findIndex(readers, batch.segment, leaf);
  if (index === undefined || index >= published.checkpoint.size) return err('not_archived_yet');
  const proof = await proveEvent(readers, { index, leaf }, published.checkpoint, published.note);
  const committed = await commit<never>([], {
    type: 'audit.events_read',
    target: { type: organizationId ? 'organization' : 'project', id: scope },
    organizationId,
    detail: { count: 1, filters: { event_id: params.id } },
  });
  if (!committed.ok) return committed;
  return ok({ status: 200, body: { id: params.id, index, leaf, proof, verifier_key: published.vkey } });
});

/** Puts measures into the journal of a breach and carries none out: as a request that was stopped just after. */
import type { Order } from '../../../lambdas/breach/containment.ts';
import { request } from '../../dynamodb/api.ts';
import { withFaults } from '../../dynamodb/aws-faults.ts';
import type { Clinic } from '../../dynamodb/people.ts';

export async function orderOnly(clinic: Clinic, id: string, order: Order): Promise<void> {
  let ordered = false;
  await withFaults(
    async (call, run) => {
      if (ordered) throw Object.assign(new Error('stopped'), { name: 'AccessDeniedException' });
      const done = await run();
      ordered = call.command === 'ExecuteTransactionCommand';
      return done;
    },
    () =>
      request('POST /v1/admin/breaches/{id}/contain', { key: clinic.secret, params: { id }, body: order }).catch(
        () => undefined,
      ),
  );
}

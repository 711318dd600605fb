/** Every five minutes: erasures that two people agreed on, that were interrupted, or that waited for a hold to end. */

import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { logger } from '../../shared/logger.ts';
import { triggers } from '../../triggers.ts';
import { eraseSubject } from '../erase-subject.ts';
import { getOrder, listOrders } from '../erasure-store.ts';

const NAME = 'dsr/finish-erasures';
requireVariables(triggers[NAME].access);

export async function handler(): Promise<void> {
  const now = new Date();
  const orders = await listOrders();
  await forEach(
    orders.map(({ userId }) => userId),
    async (userId) => {
      const order = await getOrder(userId);
      const project = order && (await getProject(order.projectId, now));
      if (!project) return;
      const erased = await eraseSubject(project, order, asSystem(NAME, project, now).commit);
      if (!erased.ok) logger.info('erasure waits', { id: userId, reason: erased.error });
    },
  );
}

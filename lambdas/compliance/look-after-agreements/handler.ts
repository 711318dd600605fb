/** Each hour: tells of agreements that end soon or have ended, and covered entities of who handles their data. */
import { listProjectIds } from '../../break-glass/readiness-store.ts';
import { getProject } from '../../project/project-store.ts';
import { asSystem, forEach } from '../../shared/as-system.ts';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { listAgreements } from '../agreement-store.ts';
import { announceChanges } from '../announce-changes.ts';
import { remindOfEnds } from '../remind-of-ends.ts';

const NAME = 'compliance/look-after-agreements';
requireVariables(triggers[NAME].access);

export async function handler(): Promise<void> {
  const now = new Date();
  await forEach(await listProjectIds(), async (id) => {
    const agreements = await listAgreements(id);
    if (agreements.length === 0) return;
    const project = await getProject(id, now);
    if (!project) return;
    const { commit } = asSystem(NAME, project, now);
    await remindOfEnds({ project, agreements, now, commit });
    // Read anew: what was reminded of has another version by now.
    await announceChanges({ project, agreements: await listAgreements(id), now, commit });
  });
}

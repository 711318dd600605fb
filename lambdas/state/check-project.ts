/**
 * Goes on with a project's turn while there is time: the project, then organization by organization. What differs is looked
 * at twice, for something may be changed while it is read; what still differs is told, and written down.
 */
import { listOrganizations } from '../organization/organization-store.ts';
import type { Project } from '../project/project.ts';
import type { asSystem } from '../shared/as-system.ts';
import { publishIncident } from '../shared/aws/sns.ts';
import { pause } from '../shared/back-off.ts';
import { foundState, toldState } from './read-state.ts';
import { type Difference, differencesBetween, digestOf, type StateCheck } from './state.ts';

/** Longer than an index lags behind its table. */
const SECOND_LOOK_MS = 1_000;
/** Told one by one of a project or an organization; more are counted. */
const TOLD_MOST = 20;

interface Unit {
  readonly entities: number;
  readonly digest: string;
  readonly differences: readonly Difference[];
}

async function look(project: Project, organizationId: string | undefined, timeLeft: () => boolean) {
  // The table first: whatever happens in between is in the log then, and is seen to differ once.
  const found = await foundState(project.id, organizationId);
  const told = await toldState(project.id, organizationId, timeLeft);
  return told && { found, differences: differencesBetween(told, found) };
}

async function checkUnit(
  project: Project,
  organizationId: string | undefined,
  digest: string,
  timeLeft: () => boolean,
): Promise<Unit | undefined> {
  const first = await look(project, organizationId, timeLeft);
  if (!first) return undefined;
  const told = (found: ReadonlyMap<string, string>) => ({ entities: found.size, digest: digestOf(digest, found) });
  if (first.differences.length === 0) return { ...told(first.found), differences: [] };
  await pause(SECOND_LOOK_MS);
  const second = await look(project, organizationId, timeLeft);
  if (!second) return undefined;
  const seen = new Set(first.differences.map((one) => JSON.stringify(one)));
  return { ...told(second.found), differences: second.differences.filter((one) => seen.has(JSON.stringify(one))) };
}

type Commit = ReturnType<typeof asSystem>['commit'];

async function tell(project: Project, organizationId: string | undefined, { differences }: Unit, commit: Commit) {
  for (const { kind, id, difference } of differences.slice(0, TOLD_MOST))
    await commit([], {
      type: 'state.differs',
      outcome: 'failure',
      target: { type: 'project', id: project.id },
      detail: { kind, id, difference, organization_id: organizationId },
    });
  if (differences.length === 0) return;
  const some = differences.slice(0, TOLD_MOST);
  await publishIncident('State and log differ', { project: project.id, count: differences.length, some });
}

/** Organizations that are read at once. */
const PAGE = 100;

/** @returns the turn as it is then; the same when there was time for nothing. */
export async function checkProject(
  project: Project,
  turn: StateCheck,
  commit: Commit,
  timeLeft: () => boolean,
  now: Date,
): Promise<StateCheck> {
  let at = turn;
  const check = async (organizationId: string | undefined): Promise<boolean> => {
    const unit = timeLeft() ? await checkUnit(project, organizationId, at.digest, timeLeft) : undefined;
    if (!unit) return false;
    await tell(project, organizationId, unit, commit);
    const { entities, digest, differences } = unit;
    const sums = { entities: at.entities + entities, differences: at.differences + differences.length };
    at = { ...at, ...sums, digest, after: organizationId };
    return true;
  };
  if (at.digest === '' && !(await check(undefined))) return at;
  for (;;) {
    const page = await listOrganizations(project.id, at.after, PAGE);
    for (const { id } of page) if (!(await check(id))) return at;
    if (page.length < PAGE) return { ...at, finishedAt: now.toISOString() };
  }
}

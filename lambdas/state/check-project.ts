/**
 * Goes on with a project's turn while there is time: the project, then organization by organization. What differs is looked
 * at twice, for something may be changed while it is read; what still differs is told, and written down.
 */
import { listOrganizations } from '../organization/organization-store.ts';
import type { Project } from '../project/project.ts';
import type { asSystem } from '../shared/as-system.ts';
import { publishIncident } from '../shared/aws/sns.ts';
import { pause } from '../shared/back-off.ts';
import { foundOne, foundState, toldState } from './read-state.ts';
import {
  type Difference,
  differencesBetween,
  digestOf,
  nameOf,
  type Replayed,
  type State,
  type StateCheck,
  stateOf,
} from './state.ts';

/** Before what differs is looked at again. */
const SECOND_LOOK_MS = 1_000;
/** Told one by one of a project or an organization; more are counted. */
const TOLD_MOST = 20;

interface Unit {
  readonly entities: number;
  readonly digest: string;
  readonly differences: readonly Difference[];
}

/**
 * Of what differed, what still does, and of which the log tells nothing new. Each row is read before the log is, so what
 * was changed since the first look is known by its event.
 */
async function lookAgain(
  project: Project,
  organizationId: string | undefined,
  { told, found, suspects }: { told: Replayed; found: State; suspects: readonly Difference[] },
  timeLeft: () => boolean,
): Promise<{ found: State; differences: readonly Difference[] } | undefined> {
  await pause(SECOND_LOOK_MS);
  const now = new Map(found);
  for (const suspect of suspects) {
    const name = nameOf(suspect.kind, suspect.id);
    const facts = await foundOne(project.id, organizationId, suspect, found.get(name) ?? told.state.get(name) ?? '{}');
    if (facts === undefined) now.delete(name);
    else now.set(name, facts);
  }
  const again = await toldState(project.id, organizationId, timeLeft);
  if (!again) return undefined;
  const after = stateOf(now);
  const names = suspects.map(({ kind, id }) => nameOf(kind, id));
  const differences = differencesBetween(again.state, after).filter(({ kind, id }) => {
    const name = nameOf(kind, id);
    return names.includes(name) && again.events.get(name) === told.events.get(name);
  });
  return { found: after, differences };
}

async function checkUnit(
  project: Project,
  organizationId: string | undefined,
  digest: string,
  timeLeft: () => boolean,
): Promise<Unit | undefined> {
  const found = await foundState(project.id, organizationId);
  const told = await toldState(project.id, organizationId, timeLeft);
  if (!told) return undefined;
  const suspects = differencesBetween(told.state, found);
  const seen =
    suspects.length === 0
      ? { found, differences: [] }
      : await lookAgain(project, organizationId, { told, found, suspects }, timeLeft);
  return seen && { entities: seen.found.size, digest: digestOf(digest, seen.found), differences: seen.differences };
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

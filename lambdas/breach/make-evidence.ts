/** Puts a page of evidence together and signs it. */
import type { Json } from '../audit/block.ts';
import type { Project } from '../project/project.ts';
import type { Bundle } from '../statement/bundle.ts';
import { CHECKPOINTS, EVENTS } from '../statement/proven-event.ts';
import { signBundle } from '../statement/sign-statement.ts';
import type { Assessment } from './assessment.ts';
import { NOTICES } from './breach.ts';
import { presentBreach } from './breach-schema.ts';
import { listSteps } from './containment-store.ts';
import { PAGE, pagesOf, proveEntries } from './evidence.ts';
import type { Draft, Sent } from './notice.ts';
import { listPapers } from './paper-store.ts';
import { presentLog } from './present-scope.ts';
import { readIndividuals, readLogs, readTimeline, rowsIn } from './result-store.ts';
import type { Scoped } from './whole-scope.ts';

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
/** What stands once: how the breach went, what was ordered, written and sent. */
async function onceOf(project: Project, { breach, scope, result, document }: Scoped, now: Date) {
  const [steps, assessments, sent, ...notices] = await Promise.all([
    listSteps(breach.id),
    listPapers<Assessment>(project, breach.id, 'assessment'),
    listPapers<Sent>(project, breach.id, 'sent'),
    ...NOTICES.map((kind) => listPapers<Draft>(project, breach.id, `notice_${kind}`)),
  ]);
  return {
    breach: json(presentBreach(breach, now)),
    scope: json({ number: scope.number, by: scope.by, document, statement: result.statement }),
    containment: json(steps),
    assessments: json(assessments),
    notices: json(notices.flat()),
    sent: json(sent),
  };
}

export interface Evidence {
  readonly bundle: Bundle;
  readonly pages: number;
  readonly events: number;
}

/** @param page from 1. `undefined` behind the last one. */
export async function makeEvidence(
  project: Project,
  scoped: Scoped,
  page: number,
  now: Date,
): Promise<Evidence | undefined> {
  const { breach, result, document } = scoped;
  const individuals = rowsIn(document, 'individuals');
  const pages = pagesOf({ events: result.counts.events, individuals, logs: rowsIn(document, 'logs') });
  if (page > pages) return undefined;
  const before = (most: number): number => (page - 1) * most;
  const [people, logs, entries] = await Promise.all([
    readIndividuals(breach.id, document, before(PAGE.individuals), PAGE.individuals),
    readLogs(breach.id, document, before(PAGE.logs), PAGE.logs),
    readTimeline(breach.id, document, before(PAGE.events), PAGE.events),
  ]);
  const { events, checkpoints } = await proveEntries(entries);
  const parts = {
    ...(page === 1 ? await onceOf(project, scoped, now) : {}),
    individuals: json(people),
    logs: json(logs.map(presentLog)),
    timeline: json(entries),
    [EVENTS]: json(events),
    [CHECKPOINTS]: checkpoints,
  };
  const facts = { scope: document.scope, revision: document.revision, page, pages, individuals };
  const about = { type: 'breach', id: breach.id };
  const bundle = await signBundle({ kind: 'breach_evidence', project_id: project.id, about, facts }, parts, now);
  return { bundle, pages, events: events.length };
}

/**
 * The bundle of one person: what is kept of them, their part of the log with its proofs, a manifest, and the statement
 * over it. Small ones are made while somebody waits; a large one is a file that a clock writes page by page.
 */
import type { Json, JsonObject } from '../audit/block.ts';
import type { Source } from '../event-export/write-on.ts';
import { eventProver } from '../log/event-proof-store.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import type { Recovery } from '../recovery/recovery.ts';
import { variable } from '../shared/environment.ts';
import { type Bundle, type Manifest, makeManifest, manifestDocument, type Part, partOf } from '../statement/bundle.ts';
import { CHECKPOINTS, EVENTS, type ProvenCheckpoint, type ProvenEvent } from '../statement/proven-event.ts';
import { signBundle, signManifest } from '../statement/sign-statement.ts';
import { documentHash } from '../statement/statement.ts';
import type { FoundSubject } from '../user/find-subject.ts';
import { type Artefacts, readArtefacts } from './artefacts.ts';
import { recoveriesBefore, recoveriesOf } from './kept-store.ts';
import { eventsAbout } from './person-events.ts';
import { type Pseudonym, pseudonymsOf, withoutOthers } from './redact.ts';

/** For which request, and under which name others are hidden in it. */
export interface Asked {
  readonly id: string;
  readonly dsrId: string;
  /** RFC 3339: what happens later is not in it. */
  readonly at: string;
}

const PAGE = 100;
/** Of one answer: Lambda takes 6 MB, of which this leaves room for how JSON spells it. */
const MOST = { events: 300, bytes: 4_000_000, ms: 4_500 };

interface Whole {
  readonly artefacts: Artefacts;
  readonly pseudonym: Pseudonym;
  /** Without what names others. */
  readonly parts: Record<string, Json>;
}

async function read(
  project: Project,
  subject: FoundSubject,
  { id, at }: Asked,
  recoveries: readonly Recovery[],
): Promise<Whole> {
  const [artefacts, projectKey] = await Promise.all([
    readArtefacts(project, subject, recoveries, new Date(at)),
    getDataKey(project),
  ]);
  const pseudonym = pseudonymsOf(projectKey, id);
  const clean = Object.entries(artefacts.parts).map(
    ([name, content]) => [name, withoutOthers(content, artefacts.person, pseudonym)] as const,
  );
  return { artefacts, pseudonym, parts: Object.fromEntries(clean) };
}

const json = (value: unknown): Json => value as Json;
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const manifestOf = (project: Project, userId: string, { dsrId, at }: Asked, counts: JsonObject) =>
  ({
    kind: 'subject_export',
    project_id: project.id,
    about: { type: 'user', id: userId },
    facts: { dsr_id: dsrId, until: at, ...counts },
  }) as const satisfies Partial<Manifest>;

const countsOf = (events: readonly ProvenEvent[]) => ({
  events: events.length,
  pending: events.filter(({ proof }) => !proof).length,
});

export interface SmallBundle {
  readonly bundle: Bundle;
  /** SHA-256 of the manifest, by which the log knows the bundle again. */
  readonly manifest: string;
  readonly events: number;
  readonly bytes: number;
}

/** `undefined` where it is more than one answer holds, or would take too long. */
export async function smallBundle(
  project: Project,
  subject: FoundSubject,
  asked: Asked,
  most = MOST,
): Promise<SmallBundle | undefined> {
  const began = performance.now();
  const recoveries = await recoveriesBefore(began + most.ms, project.id, subject.id);
  if (!recoveries) return undefined;
  const { artefacts, pseudonym, parts } = await read(project, subject, asked, recoveries);
  const prover = eventProver();
  const events: ProvenEvent[] = [];
  let bytes = sizeOf(parts);
  for (let after: string | undefined; ; ) {
    if (bytes > most.bytes || events.length > most.events || performance.now() - began > most.ms) return undefined;
    const span = { until: Date.parse(asked.at), after, limit: PAGE };
    const page = await eventsAbout(artefacts.person, span, pseudonym, prover);
    events.push(...page.events);
    bytes += sizeOf(page.events);
    if (page.after === undefined) break;
    after = page.after;
  }
  if (bytes > most.bytes || events.length > most.events) return undefined;
  const all = { ...parts, [EVENTS]: json(events), [CHECKPOINTS]: json(prover.checkpoints()) };
  const facts = manifestOf(project, subject.id, asked, countsOf(events));
  const bundle = await signBundle(facts, all, new Date(asked.at));
  const manifest = documentHash(manifestDocument(bundle.manifest));
  return { bundle, manifest, events: events.length, bytes: sizeOf(bundle) };
}

/** What is known of the parts that were written: the manifest names them at the end. */
interface State {
  readonly listed: readonly Part[];
  readonly checkpoints: readonly ProvenCheckpoint[];
  readonly pages: number;
  readonly events: number;
  readonly pending: number;
}

const memberOf = (name: string, content: Json): string => `${JSON.stringify(name)}:${JSON.stringify(content)}`;
const sameCheckpoint = (one: ProvenCheckpoint, other: ProvenCheckpoint): boolean =>
  one.log === other.log && one.size === other.size;

async function ending(project: Project, userId: string, asked: Asked, state: State): Promise<string> {
  const { listed, checkpoints, events, pending } = state;
  const parts = [...listed, partOf(CHECKPOINTS, json(checkpoints))];
  const facts = manifestOf(project, userId, asked, { events, pending });
  const manifest = makeManifest({ ...facts, issuer: variable('ISSUER') }, parts, new Date(asked.at));
  const statement = await signManifest(manifest);
  const members = [memberOf('manifest', json(manifest)), memberOf('statement', statement)];
  return `,${memberOf(CHECKPOINTS, json(checkpoints))}},${members.join(',')}}\n`;
}

/** The same bundle as a text that grows: a part for each page of events, and the manifest last. */
export function bundleSource(project: Project, subject: FoundSubject, asked: Asked): Source {
  let whole: Promise<Whole> | undefined;
  const prover = eventProver();
  const get = () => {
    whole ??= recoveriesOf(project.id, subject.id).then((found) => read(project, subject, asked, found));
    return whole;
  };
  return {
    async head() {
      const parts = Object.entries((await get()).parts);
      const state: State = {
        listed: parts.map(([name, content]) => partOf(name, content)),
        checkpoints: [],
        pages: 0,
        events: 0,
        pending: 0,
      };
      const members = parts.map(([name, content]) => memberOf(name, content));
      return { text: `{"parts":{${members.join(',')}`, state: json(state) as JsonObject };
    },
    async page(after, before) {
      const { artefacts, pseudonym } = await get();
      const known = before as unknown as State;
      const span = { until: Date.parse(asked.at), after, limit: PAGE };
      const page = await eventsAbout(artefacts.person, span, pseudonym, prover);
      const name = `${EVENTS}-${String(known.pages + 1).padStart(6, '0')}`;
      const content = json(page.events);
      const more = prover.checkpoints().filter((one) => !known.checkpoints.some((other) => sameCheckpoint(one, other)));
      const { events, pending } = countsOf(page.events);
      const state: State = {
        listed: [...known.listed, partOf(name, content)],
        checkpoints: [...known.checkpoints, ...more],
        pages: known.pages + 1,
        events: known.events + events,
        pending: known.pending + pending,
      };
      const end = page.after === undefined ? await ending(project, subject.id, asked, state) : '';
      const text = `,${memberOf(name, content)}${end}`;
      return { text, events, after: page.after, state: json(state) as JsonObject };
    },
  };
}

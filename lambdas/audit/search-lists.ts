/**
 * The lists of the search index: under each value of each facet the ids of its events, in the order of time. Which lists
 * an event is on, and which lists answer a filter: every member of it by lists, and all of them by what is on all lists.
 */
import { isId } from '../shared/ids.ts';
import type { Json, JsonObject } from './block.ts';
import type { EventRecord } from './event-query.ts';

export const OUTCOMES = ['success', 'failure', 'denied'] as const;
export type Outcome = (typeof OUTCOMES)[number];

type Facet = 'ACTOR' | 'TARGET' | 'SUBJECT' | 'GRANT' | 'ORGANIZATION' | 'TYPE' | 'OUTCOME';
export interface List {
  readonly facet: Facet;
  readonly value: string;
}

export interface SearchFilter {
  readonly organizationId?: string | undefined;
  readonly actorId?: string | undefined;
  readonly targetId?: string | undefined;
  readonly targetType?: string | undefined;
  readonly subjectId?: string | undefined;
  /** A person, and ids of what is theirs: events of which any of these is actor, target or subject. */
  readonly about?: readonly string[] | undefined;
  /** Under which somebody acted: an impersonation, or emergency access. */
  readonly grantId?: string | undefined;
  /** Empty: every type. */
  readonly types: readonly string[];
  readonly outcome?: Outcome | undefined;
  /** Both inclusive, milliseconds since 1970; an end that is infinite is none. */
  readonly startMs: number;
  readonly endMs: number;
}

const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** What an event says of itself that is asked for. */
function facetsOf({ public: open, blocks }: Pick<EventRecord, 'public' | 'blocks'>) {
  return {
    actorId: text(part(open.actor).id),
    targetId: text(part(open.target).id),
    targetType: text(part(open.target).type),
    grantId: text(part(open.grant).id),
    outcome: OUTCOMES.find((outcome) => outcome === open.outcome) ?? 'success',
    subjects: Object.keys(blocks),
  };
}

/** An outcome goes with the type: most events of most types are successes, and those that are not are looked for. */
const typeList = (type: string, outcome: Outcome): List => ({ facet: 'TYPE', value: `${type}/${outcome}` });

const named = (facet: Facet, value: string | undefined): List[] => (value ? [{ facet, value }] : []);

/** The lists that an event is on, besides that of all events. Nearly everything succeeds, so there is no list of that. */
export function listsOf(record: EventRecord, projectId: string): List[] {
  const { actorId, targetId, grantId, outcome, subjects } = facetsOf(record);
  return [
    typeList(record.type, outcome),
    ...named('ACTOR', actorId),
    ...named('TARGET', targetId),
    ...named('GRANT', grantId),
    ...named('ORGANIZATION', record.scope === projectId ? undefined : record.scope),
    ...named('OUTCOME', outcome === 'success' ? undefined : outcome),
    // The project's own key seals what is of nobody who is known.
    ...subjects.filter((id) => id !== projectId).flatMap((id) => named('SUBJECT', id)),
  ];
}

/** Subjects and actors are people; anything may be a target. */
const listsAbout = (ids: readonly string[] = []): List[] =>
  ids.flatMap((value) =>
    isId('user', value)
      ? [...named('SUBJECT', value), ...named('ACTOR', value), ...named('TARGET', value)]
      : named('TARGET', value),
  );

/**
 * What answers the filter: ids that are on one list of each of these groups. None: all events. Rare lists come first,
 * because they lead the others.
 */
export function groupsOf(filter: SearchFilter): List[][] {
  const { organizationId, actorId, targetId, subjectId, grantId, types, outcome } = filter;
  const kinds = types.flatMap((type) => (outcome ? [outcome] : OUTCOMES).map((one) => typeList(type, one)));
  // With types, their lists tell the outcome. Without, successes are told when the events are read: nearly all are.
  const outcomes = types.length > 0 || outcome === 'success' ? [] : named('OUTCOME', outcome);
  const single = [
    named('GRANT', grantId),
    named('TARGET', targetId),
    named('SUBJECT', subjectId),
    named('ACTOR', actorId),
    outcomes,
    named('ORGANIZATION', organizationId),
  ];
  return [...single, listsAbout(filter.about), kinds].filter((group) => group.length > 0);
}

/** Whether an event is what is asked for, all said and done. */
export function matches(record: EventRecord, filter: SearchFilter): boolean {
  const { actorId, targetId, targetType, grantId, outcome, subjects } = facetsOf(record);
  const wanted: [unknown, unknown][] = [
    [filter.organizationId, record.scope],
    [filter.actorId, actorId],
    [filter.targetId, targetId],
    [filter.targetType, targetType],
    [filter.grantId, grantId],
    [filter.outcome, outcome],
  ];
  return (
    wanted.every(([want, is]) => want === undefined || want === is) &&
    (filter.subjectId === undefined || subjects.includes(filter.subjectId)) &&
    (filter.about === undefined || [actorId, targetId, ...subjects].some((id) => id && filter.about?.includes(id))) &&
    (filter.types.length === 0 || filter.types.includes(record.type)) &&
    record.timeMs >= filter.startMs &&
    record.timeMs <= filter.endMs
  );
}

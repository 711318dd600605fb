/** The events of one test file: held to the catalogue when it ends, and left for the run that counts them (T6). */
import type { KeyObject } from 'node:crypto';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { commitment, openBlock } from '../../lambdas/audit/block.ts';
import { parseLeaf } from '../../lambdas/audit/leaf.ts';
import { isId } from '../../lambdas/shared/ids.ts';
import { leave } from '../../scripts/emitted-folder.ts';
import { type Emitted, issuesOf } from '../emitted.ts';
import { answered } from './call.ts';

type Row = Record<string, unknown>;

async function* rowsIn(client: DynamoDBClient, table: string): AsyncGenerator<Row> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table }))
    yield* Items.map((item) => unmarshall(item, { wrapNumbers: true }));
}

/** `undefined` for a row that a test put there itself, to see it found out. */
function eventOf({ leaf, public: open, blocks }: Row): Emitted | undefined {
  const sealed = (blocks ?? {}) as Record<string, Uint8Array>;
  const place = parseLeaf(String(leaf));
  if (place?.commitment !== commitment(String(open), sealed)) return undefined;
  return { ...JSON.parse(String(open)), id: place.id, type: place.type, subjects: Object.keys(sealed) };
}

type Found = Emitted & { readonly projectId: string; readonly blocks: Record<string, Uint8Array> };

/** Without those that a test commits itself: their request is `req_` and any word. */
async function eventsIn(client: DynamoDBClient, table: string): Promise<Found[]> {
  const events: Found[] = [];
  for await (const row of rowsIn(client, table)) {
    const event = eventOf(row);
    if (!event || !isId('request', event.request)) continue;
    const projectId = String(row.idx).split('#')[0] ?? '';
    events.push({ ...event, projectId, blocks: (row.blocks ?? {}) as Found['blocks'] });
  }
  return events;
}

const ORIGIN = ['ip', 'user_agent'];

/** Nothing for people whose key was destroyed. */
function membersOf({ id, blocks }: Found, keys: ReadonlyMap<string, KeyObject>): string[] {
  return Object.entries(blocks).flatMap(([subject, sealed]) => {
    const key = keys.get(subject);
    const text = key ? openBlock(sealed, key, id, subject) : '{}';
    return Object.keys(JSON.parse(text)).filter((member) => !ORIGIN.includes(member));
  });
}

/** The same events with what is sealed in them, of projects that are still there. */
async function opened(events: readonly Found[]): Promise<Found[]> {
  const { getProject } = await import('../../lambdas/project/project-store.ts');
  const { subjectKeysFor } = await import('../../lambdas/audit/subject-keys.ts');
  const byProject = Map.groupBy(events, ({ projectId }) => projectId);
  const all = [...byProject].map(async ([projectId, some]) => {
    const project = await getProject(projectId, new Date());
    if (!project) return some;
    const keys = await subjectKeysFor(project, some as never);
    return some.map((event) => ({ ...event, sealed: membersOf(event, keys) }));
  });
  return (await Promise.all(all)).flat();
}

/** What the people of the test are called. */
async function peopleIn(client: DynamoDBClient, table: string): Promise<string[]> {
  const people = new Set<string>();
  for await (const { sk, email, name, phone } of rowsIn(client, table)) {
    for (const one of [email, phone, sk === 'USER' && name]) if (typeof one === 'string' && one) people.add(one);
  }
  return [...people];
}

function routesOf(events: readonly Emitted[]): Record<string, string[]> {
  const byRequest = Map.groupBy(events, ({ request }) => request);
  const routes = Map.groupBy(answered, ({ route }) => route);
  return Object.fromEntries(
    [...routes].map(([route, calls]) => [
      route,
      [...new Set(calls.flatMap(({ request }) => (byRequest.get(request) ?? []).map(({ type }) => type)))],
    ]),
  );
}

/**
 * @param identity the table of people, in the process where functions run: then what is sealed is opened too.
 * @throws when an event is not as its row of the catalogue says.
 */
export async function holdToCatalogue(client: DynamoDBClient, audit: string, identity?: string): Promise<void> {
  const found = await eventsIn(client, audit);
  const [events, people] = identity ? [await opened(found), await peopleIn(client, identity)] : [found, []];
  const wrong = new Set(events.flatMap((event) => issuesOf(event, people).map((issue) => `${event.type}: ${issue}`)));
  if (wrong.size > 0) throw new Error(`events are not as the catalogue says:\n  ${[...wrong].join('\n  ')}`);
  leave({ types: [...new Set(events.map(({ type }) => type))], routes: routesOf(events) });
}

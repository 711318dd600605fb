/** How the sweeper remembers where it is, and finds by the index of event ids which logs have new events. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb, getRow, queryRows } from '../shared/aws/dynamodb.ts';
import { variable } from '../shared/environment.ts';
import { BY_ID, eventShards, SWEEP_KEY, scopeOfLanePk } from '../shared/table.ts';
import type { SweepState } from './sweep.ts';

/** Pages of a shard: some 100,000 events. More than that since the last tick, and all logs are looked at. */
const PAGES_MAX = 12;

export async function readSweep(): Promise<SweepState | undefined> {
  const row = await getRow('CONTROL_TABLE', SWEEP_KEY);
  if (!row) return undefined;
  const { through, unfinished } = row as { through: number; unfinished: string[] };
  return { throughMs: through, unfinished };
}

export async function writeSweep({ throughMs, unfinished }: SweepState): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('CONTROL_TABLE'),
      Item: marshall({ ...SWEEP_KEY, through: throughMs, unfinished }),
    }),
  );
}

/** Whether all of the shard was read. */
async function addRecent(shard: string, from: string, found: Set<string>): Promise<boolean> {
  let after = from;
  for (let page = 0; page < PAGES_MAX; page++) {
    const { rows, more } = await queryRows('AUDIT_TABLE', shard, { index: BY_ID, after });
    for (const { pk } of rows) found.add(scopeOfLanePk(String(pk)));
    const last = rows.at(-1);
    if (!more || !last) return true;
    after = String(last.id);
  }
  return false;
}

/** The scopes of events with an id beyond `from`; `undefined` when there are too many to tell. */
export async function recentScopes(projects: readonly string[], from: string): Promise<Set<string> | undefined> {
  const found = new Set<string>();
  const shards = projects.flatMap(eventShards);
  let whole = true;
  const worker = async () => {
    for (let shard = shards.pop(); shard; shard = shards.pop()) whole = (await addRecent(shard, from, found)) && whole;
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return whole ? found : undefined;
}

/** What each test file of a whole run saw in the log, one file each in a folder. A run of some files leaves nothing. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names the folder, in the environment of the run. */
export const EMITTED = 'HALE_EMITTED';

export interface Seen {
  /** Of events that are as their row of the catalogue says. */
  readonly types: readonly string[];
  /** 'METHOD /path' → types of the events that its requests wrote. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
}

export function leave(seen: Seen, folder = process.env[EMITTED]): void {
  if (folder) writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(seen));
}

/** What all of them saw. */
export function collect(folder: string): Seen {
  const types = new Set<string>();
  const byRoute = new Map<string, Set<string>>();
  for (const file of readdirSync(folder)) {
    const seen = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Seen;
    for (const type of seen.types) types.add(type);
    for (const [route, some] of Object.entries(seen.routes))
      byRoute.set(route, new Set([...(byRoute.get(route) ?? []), ...some]));
  }
  return { types: [...types], routes: Object.fromEntries([...byRoute].map(([route, some]) => [route, [...some]])) };
}

/** Several logs in memory, each a world of its own, and the directory over them: what a whole deployment archives. */
import { archiveScope } from '../../../../lambdas/log/archive-scope.ts';
import { DIRECTORY } from '../../../../lambdas/log/directory.ts';
import { type DirectoryPorts, extendDirectory } from '../../../../lambdas/log/extend-directory.ts';
import { type NoteKey, noteKey } from '../../../../lambdas/log/note.ts';
import { publish } from '../../../../lambdas/log/publish.ts';
import { laneWriter, SCOPE } from './lane-rows.ts';
import { LOG_KEY, makeWorld, NOON, type World } from './memory-archive.ts';

const HOST = 'auth.example.org';
/** A second and a third organization. */
export const OTHERS = [SCOPE.replace(/0$/, '1'), SCOPE.replace(/0$/, '2')] as const;

export interface MemoryDeployment {
  /** Each log's world by its scope, and the directory's. */
  readonly worlds: Map<string, World>;
  readonly ports: DirectoryPorts;
  world(scope: string): World;
  /** Writes events into a log, archives and signs them. */
  grow(scope: string, count: number, now?: Date, ports?: DirectoryPorts): Promise<void>;
  /** What the clock does every five minutes. */
  direct(now?: Date, ports?: DirectoryPorts): Promise<void>;
  /** Every object of the locked bucket by its key. */
  objects(): Map<string, Buffer>;
  reports(): string[];
  /** Another deployment that stands where this one does. */
  copy(): MemoryDeployment;
}

export const originOf = (scope: string): string => `${HOST}/${scope}`;
/** The key under the name of another log: one key signs all logs of a deployment. */
export const keyOf = (scope: string): NoteKey => noteKey(originOf(scope), LOG_KEY.publicKey);

export function makeDeployment(): MemoryDeployment {
  const worlds = new Map<string, World>();
  const world = (scope: string): World => {
    const known = worlds.get(scope) ?? makeWorld();
    worlds.set(scope, known);
    return known;
  };
  const { publicKeys, sign } = makeWorld().ports;
  const reports: string[] = [];
  const ports: DirectoryPorts = {
    readHead: (scope) => world(scope).ports.readHead(scope),
    readHeads: async (scopes) => scopes.flatMap((scope) => worlds.get(scope)?.head ?? []),
    replaceHead: (head, expected) => world(head.scope).ports.replaceHead(head, expected),
    writeBatches: (scope, batches) => world(scope).ports.writeBatches(scope, batches),
    readLane: (scope, ...rest) => world(scope).ports.readLane(scope, ...rest),
    readGap: (scope, ...rest) => world(scope).ports.readGap(scope, ...rest),
    createLocked: (scope, ...rest) => world(scope).ports.createLocked(scope, ...rest),
    readLocked: (scope, path) => world(scope).ports.readLocked(scope, path),
    listLocked: (scope, ...rest) => world(scope).ports.listLocked(scope, ...rest),
    writeStaging: (scope, ...rest) => world(scope).ports.writeStaging(scope, ...rest),
    readStaging: (scope, name) => world(scope).ports.readStaging(scope, name),
    writeLive: (scope, ...rest) => world(scope).ports.writeLive(scope, ...rest),
    publicKeys,
    sign,
    report: async (subject) => void reports.push(subject),
  };
  return {
    worlds,
    ports,
    world,
    reports: () => reports,
    copy() {
      const other = makeDeployment();
      for (const [scope, from] of worlds) {
        const to = other.world(scope);
        for (const name of ['lanes', 'locked', 'live', 'staging', 'batches'] as const) {
          for (const [key, value] of from[name]) (to[name] as Map<unknown, unknown>).set(key, value);
        }
        to.head = from.head;
      }
      return other;
    },
    async grow(scope, count, now = NOON, through = ports) {
      const { lanes } = world(scope);
      const lane = lanes.get(0) ?? laneWriter(0, scope);
      lanes.set(0, lane);
      lane.add(count);
      await archiveScope(through, scope, { origin: originOf(scope), lanes: [0], keepGoing: () => true });
      await publish(through, scope, now);
    },
    async direct(now = NOON, through = ports) {
      const scopes = [...worlds.keys()].filter((scope) => scope !== DIRECTORY);
      await extendDirectory(through, { origin: originOf(DIRECTORY), scopes, now, keepGoing: () => true });
      await publish(through, DIRECTORY, now);
    },
    objects: () =>
      new Map(
        [...worlds].flatMap(([scope, { locked }]) =>
          [...locked].map(([path, bytes]): [string, Buffer] => [
            `v1/us-east-1/${scope === DIRECTORY ? scope : `logs/${scope}`}/${path}`,
            bytes,
          ]),
        ),
      ),
  };
}

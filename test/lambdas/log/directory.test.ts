/** The directory over all logs: its leaves, when there is a new one, and what it does when something is not as signed. */
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { DIRECTORY } from '../../../lambdas/log/directory.ts';
import { leafHash, rootOf } from '../../../lambdas/log/merkle.ts';
import { openNote } from '../../../lambdas/log/note.ts';
import { parseSeal } from '../../../lambdas/log/seal.ts';
import { padded, parseLine, segmentLines, sha256Hex } from '../../../lambdas/log/segment.ts';
import { SCOPE } from './support/lane-rows.ts';
import { Killed, later, NOON } from './support/memory-archive.ts';
import { keyOf, type MemoryDeployment, makeDeployment, OTHERS, originOf } from './support/memory-deployment.ts';

const [SECOND, THIRD] = OTHERS;

/** All leaves of the directory, out of its segments. */
function leavesOf(deployment: MemoryDeployment): { scope: string; size: number; text: string }[] {
  const { locked } = deployment.world(DIRECTORY);
  const segments = [...locked].filter(([path]) => path.startsWith('segments/')).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = segments.flatMap(([, bytes]) => segmentLines(bytes).map(parseLine));
  expect(lines.map(({ index }) => index)).toEqual(lines.map((_, i) => i));
  return lines.map(({ leaf }) => ({ ...(JSON.parse(leaf) as { scope: string; size: number }), text: leaf }));
}
const told = (deployment: MemoryDeployment) => leavesOf(deployment).map(({ scope, size }) => [scope, size]);
const note = (deployment: MemoryDeployment, scope: string, path: string): string =>
  deployment.world(scope).locked.get(path)?.toString('utf8') ?? '';

describe('a directory', () => {
  it('has a leaf for each log, in canonical JSON, with the head that the log signed', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    await deployment.grow(SECOND, 5);
    await deployment.direct(later(1));

    const { size, root } = openCheckpoint(note(deployment, SCOPE, `checkpoints/${padded(3)}`), [keyOf(SCOPE)]);
    expect(size).toBe(3);
    expect(leavesOf(deployment)[0]?.text).toBe(
      `{"origin":"${originOf(SCOPE)}","root":"${Buffer.from(root).toString('base64')}","scope":"${SCOPE}","size":3,` +
        `"time":${later(1).getTime()},"type":"directory.head","v":1}`,
    );
    expect(told(deployment)).toEqual([
      [SCOPE, 3],
      [SECOND, 5],
    ]);
  });

  it('is laid out and signed as any log', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    await deployment.direct();
    const { locked, live } = deployment.world(DIRECTORY);
    expect(note(deployment, DIRECTORY, 'meta.json')).toBe(
      `{"hash":"SHA-256","origin":"${originOf(DIRECTORY)}","scope":"directory","tree":"RFC 6962","v":1}\n`,
    );
    const checkpoint = openCheckpoint(note(deployment, DIRECTORY, `checkpoints/${padded(1)}`), [keyOf(DIRECTORY)]);
    const [leaf] = leavesOf(deployment);
    expect(Buffer.from(checkpoint.root)).toEqual(rootOf([leafHash(leaf?.text ?? '')]));
    expect([...locked.keys()].filter((path) => path.startsWith('keys/'))).toEqual([`keys/${keyOf(DIRECTORY).id}.vkey`]);
    expect(live.has('tile/0/000.p/1')).toBe(true);
  });

  it('takes up what was signed since, and nothing twice', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    await deployment.grow(SECOND, 1);
    await deployment.direct();
    await deployment.direct(later(5));
    expect(told(deployment)).toHaveLength(2);
    await deployment.grow(SECOND, 1, later(6));
    await deployment.grow(THIRD, 300, later(6));
    await deployment.direct(later(10));
    expect(told(deployment).slice(2)).toEqual([
      [SECOND, 2],
      [THIRD, 300],
    ]);
  });

  it('waits for the checkpoint: a log that is archived and not signed is not in it', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    const unsigned = { ...deployment.ports, sign: () => Promise.reject(new Error('KMS is throttled')) };
    await expect(deployment.grow(SECOND, 1, NOON, unsigned)).rejects.toThrow(/throttled/);
    await deployment.direct(later(1));
    expect(told(deployment)).toEqual([[SCOPE, 3]]);
  });

  it('is sealed each day, idle or not, and so is every log', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    for (const day of [0, 1, 2]) {
      await deployment.direct(later(day * 24 * 60));
      await deployment.grow(SCOPE, 0, later(day * 24 * 60));
    }
    for (const scope of [SCOPE, DIRECTORY]) {
      const seals = [...deployment.world(scope).locked.keys()].filter((path) => path.startsWith('seals/'));
      expect(seals).toEqual(['seals/2026-03-01', 'seals/2026-03-02', 'seals/2026-03-03']);
      for (const path of seals) {
        const seal = parseSeal(openNote(note(deployment, scope, path), [keyOf(scope)]).text);
        expect(seal.size).toBe(scope === SCOPE ? 3 : 1);
      }
    }
  });

  it('goes on from the locked bucket when its staging bundle has expired', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    await deployment.direct();
    await deployment.grow(SECOND, 2, later(1));
    await deployment.direct(later(5));
    deployment.world(DIRECTORY).staging.clear();
    await deployment.grow(SECOND, 2, later(6));
    await deployment.direct(later(10));
    expect(told(deployment)).toEqual([
      [SCOPE, 3],
      [SECOND, 2],
      [SECOND, 4],
    ]);
  });
});

describe('what is not as it was signed', () => {
  it('a head that points at a forged checkpoint is told, and holds up no other log', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    await deployment.grow(SECOND, 2);
    const { locked } = deployment.world(SCOPE);
    const path = `checkpoints/${padded(3)}`;
    locked.set(path, Buffer.from(note(deployment, SCOPE, path).replace('\n3\n', '\n4\n')));
    await deployment.direct(later(1));
    expect(told(deployment)).toEqual([[SECOND, 2]]);
    expect(deployment.reports()).toEqual(['checkpoint not as the log signed it']);
  });

  it('a head that was put back to an earlier time is told, and the directory keeps what it has', async () => {
    const deployment = makeDeployment();
    await deployment.grow(SCOPE, 3);
    const before = deployment.world(SCOPE).head;
    await deployment.grow(SCOPE, 2, later(2));
    await deployment.direct(later(2));
    deployment.world(SCOPE).head = before;
    await deployment.direct(later(7));
    expect(told(deployment)).toEqual([[SCOPE, 5]]);
    expect(deployment.reports()).toEqual(['log shorter than the directory says']);
  });
});

describe('a crash anywhere is a replay', async () => {
  const grown = makeDeployment();
  await grown.grow(SCOPE, 3);
  await grown.direct();
  await grown.grow(SECOND, 2, later(4));

  const bytesOf = (deployment: MemoryDeployment) =>
    [...deployment.objects()].map(([key, bytes]) => `${key} ${sha256Hex(bytes)}`).sort();

  /** @returns whether there was a call of this number. */
  async function dieAt(deployment: MemoryDeployment, at: number, applied: boolean): Promise<boolean> {
    let number = 0;
    const strike = async (run: () => Promise<unknown>) => {
      if (number++ !== at) return await run();
      if (applied) await run();
      throw new Killed();
    };
    const ports = Object.fromEntries(
      Object.entries(deployment.ports).map(([name, port]) => [
        name,
        name === 'listLocked' ? port : (...args: never[]) => strike(() => port(...args)),
      ]),
    ) as unknown as typeof deployment.ports;
    await deployment.direct(later(5), ports).catch(() => undefined);
    return number > at;
  }

  it('killed before or after each call, the next run leaves the same bytes', async () => {
    const whole = grown.copy();
    await whole.direct(later(5));
    const expected = bytesOf(whole);
    let calls = 0;
    for (; ; calls++) {
      const deployments = [grown.copy(), grown.copy()] as const;
      if (!(await dieAt(deployments[0], calls, false))) break;
      await dieAt(deployments[1], calls, true);
      for (const deployment of deployments) {
        await deployment.direct(later(5));
        expect(bytesOf(deployment)).toEqual(expected);
      }
    }
    console.log(`directory: killed at ${calls} calls, before and after each: the same bytes`);
    expect(calls).toBeGreaterThan(15);
  });

  it('two runs at once: one wins, and nothing is listed twice', async () => {
    const deployment = grown.copy();
    await Promise.all([deployment.direct(later(5)), deployment.direct(later(5))]);
    expect(told(deployment)).toEqual([
      [SCOPE, 3],
      [SECOND, 2],
    ]);
  });
});

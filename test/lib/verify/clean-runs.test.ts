/**
 * T3 of security.md, its other half: honest archives are never accused, by neither verifier. Each run is another archive:
 * lanes, batches, days, a key that may be replaced. HALE_CLEAN_EVENTS sets how many events there are in all.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publicHalf } from '../../../lambdas/log/note.ts';
import { verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { type SecondVerifier, startSecondVerifier } from '../../independent/second-verifier.ts';
import { LOG_KEY, makeWorld, NOON, signWithLogKey, type World } from '../../lambdas/log/support/memory-archive.ts';
import { writeCopy } from './copy.ts';

const EVENTS = Number(process.env.HALE_CLEAN_EVENTS ?? 1_000_000);
const LARGE = 10_000;
const MINUTE_MS = 60_000;
const DAY_MIN = 24 * 60;
const ALLOW = { noVersions: true, missingSeals: true };

let second: SecondVerifier;
beforeAll(() => {
  second = startSecondVerifier();
});
afterAll(() => second.stop());

/** What a run consists of: which lane, how many events, how many minutes later. */
type Step = readonly [lane: number, count: number, minutes: number];

const next = generateKeyPairSync('ed25519');
const NEXT = publicHalf(next.publicKey.export({ format: 'der', type: 'spki' }));
const signWithNext = async (message: Uint8Array) => sign(null, message, next.privateKey);

/** The log's ports while its key is replaced: both sign, the new one first. */
const bothSign = ({ ports }: World): World['ports'] => ({
  ...ports,
  publicKeys: async () => [NEXT, ...(await ports.publicKeys())],
  sign: (message, place) => (place === 0 ? signWithNext(message) : signWithLogKey(message)),
});
const nextSigns = ({ ports }: World): World['ports'] => ({
  ...ports,
  publicKeys: async () => [NEXT],
  sign: signWithNext,
});

interface Alarms {
  events: number;
  archives: number;
  false: number;
}

async function runClean(steps: readonly Step[], replaced: boolean, alarms: Alarms): Promise<void> {
  const world = makeWorld();
  let at = NOON.getTime();
  for (const [i, [lane, count, minutes]] of steps.entries()) {
    world.lane(lane).add(count, at);
    // While a key is replaced both sign for days, so that there is a seal of each day.
    at += (replaced ? Math.max(minutes, DAY_MIN) : minutes) * MINUTE_MS;
    const phase = replaced ? Math.floor((3 * i) / steps.length) : 0;
    await world.run({
      now: new Date(at),
      ports: [world.ports, bothSign(world), nextSigns(world)][phase] ?? world.ports,
    });
  }
  await world.run({ now: new Date(at + DAY_MIN * MINUTE_MS), ports: replaced ? nextSigns(world) : world.ports });
  const folder = writeCopy(world.locked);
  const opinion = second.verify(folder, { keys: [LOG_KEY], allow: ALLOW });
  const report = verifyFolder(folder, { keys: [LOG_KEY], allow: ALLOW });
  const other = await opinion;
  rmSync(folder, { recursive: true });
  alarms.archives++;
  alarms.events += report.logs[0]?.entries ?? 0;
  if (!report.ok || other.outcome !== 'as_signed') alarms.false++;
  expect([report.difference, other]).toEqual([undefined, { outcome: 'as_signed' }]);
}

it('T3: honest archives are never accused', async () => {
  const alarms: Alarms = { events: 0, archives: 0, false: 0 };
  const small = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 120 }), fc.nat(900)), {
    minLength: 3,
    maxLength: 9,
  });
  await fc.assert(
    fc.asyncProperty(small, fc.boolean(), (steps, replaced) => runClean(steps, replaced, alarms)),
    { numRuns: Math.ceil(EVENTS / 5_000) },
  );
  const lanes = fc.sample(fc.array(fc.nat(15), { minLength: 20, maxLength: 20 }), Math.ceil(EVENTS / LARGE));
  for (const [i, list] of lanes.entries()) {
    if (alarms.events >= EVENTS) break;
    const steps = list.map((lane, j): Step => [lane, LARGE / list.length, (j * 37) % 400]);
    await runClean(steps, i % 2 === 1, alarms);
  }
  console.log(`T3: ${alarms.events} clean events in ${alarms.archives} archives: ${alarms.false} false alarms`);
  expect(alarms.false).toBe(0);
  expect(alarms.events).toBeGreaterThanOrEqual(EVENTS);
}, 3_600_000);

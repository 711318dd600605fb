/**
 * `npm run bench`: the rows of performance.md that are measured here, each beside its baseline of the same run.
 * `-- --row P3` for one (may be repeated), `-- --json` for all details. Fails when a goal that was reached is missed.
 */
import { parseArgs } from 'node:util';
import { makeBundles } from './bundles.ts';
import { type Bench, judge, type Line, type Row, table } from './row.ts';
import { archiveBytes, archivePuts, archiverCpu, verifierMinutes } from './rows/audit-log.ts';
import { bundleBytes } from './rows/bundle-bytes.ts';
import { buildTime, synthesisTime } from './rows/deploy-time.ts';
import { jwtCheck } from './rows/jwt-check.ts';
import { loadCpu } from './rows/load-cpu.ts';
import { passwordCpu } from './rows/password-cpu.ts';
import { readUnits, roundTrips, writeUnits } from './rows/sign-in-calls.ts';
import { kmsCalls, signInCost } from './rows/sign-in-cost.ts';
import { verifyCpu } from './rows/verify-cpu.ts';
import { startStage } from './stage.ts';

const rows: readonly Row[] = [
  bundleBytes,
  loadCpu,
  roundTrips,
  readUnits,
  writeUnits,
  kmsCalls,
  jwtCheck,
  verifyCpu,
  passwordCpu,
  archiverCpu,
  archivePuts,
  archiveBytes,
  verifierMinutes,
  signInCost,
  buildTime,
  synthesisTime,
];

const { values } = parseArgs({ options: { row: { type: 'string', multiple: true }, json: { type: 'boolean' } } });
const wanted = rows.filter(({ id }) => !values.row || values.row.includes(id));
if (wanted.length === 0) throw new Error(`no such row; there are ${[...new Set(rows.map(({ id }) => id))].join(', ')}`);

const ends: (() => void | Promise<void>)[] = [];
function once<T>(make: () => Promise<T>, end: (made: T) => void | Promise<void>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().then((value) => {
      ends.unshift(() => end(value));
      return value;
    });
    return made;
  };
}

const bundles = once(makeBundles, (made) => made.remove());
const stage = once(
  async () => startStage(await bundles()),
  (made) => made.stop(),
);
const bench: Bench = { bundles, stage };

const lines: Line[] = [];
try {
  for (const row of wanted) for (const measured of await row.measure(bench)) lines.push(judge(row, measured));
} finally {
  for (const end of ends) await end();
}

console.log(values.json ? JSON.stringify(lines, undefined, 2) : table(lines));
if (lines.some(({ reached, verdict }) => reached && verdict === 'over')) process.exitCode = 1;

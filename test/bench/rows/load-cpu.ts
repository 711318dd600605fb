/** P2: CPU of a whole process until the function is loaded, in runs that take turns, against a function that does nothing. */
import { spawnSync } from 'node:child_process';
import { environmentOf, nameTables } from '../../dynamodb/deployment.ts';
import { fileOf, SIGN_IN, USUAL } from '../bundles.ts';
import { median, type Row } from '../row.ts';

const RUNS = 25;
const NOWHERE = 'http://127.0.0.1:1';
const environment = environmentOf(nameTables(), NOWHERE, NOWHERE);

/** User and system time, milliseconds. */
function loadOnce(file: string): number {
  const script = `await import(${JSON.stringify(file)});
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    process.stdout.write(String((userCPUTime + systemCPUTime) / 1000));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: environment,
  });
  if (status !== 0) throw new Error(`${file} does not load: ${stderr.slice(-500)}`);
  return Number(stdout);
}

export const loadCpu: Row = {
  id: 'P2',
  what: 'CPU to a loaded handler ÷ an empty one',
  unit: '',
  goal: 3,
  digits: 2,
  reached: true,
  async measure({ bundles }) {
    const { ours, usual } = await bundles();
    const files = [fileOf(usual, USUAL.empty), fileOf(ours, SIGN_IN), fileOf(usual, USUAL.signIn)];
    const times = files.map((): number[] => []);
    for (let run = 0; run < RUNS; run++)
      for (const [index, file] of files.entries()) times[index]?.push(loadOnce(file));
    const [empty = Number.NaN, mine = Number.NaN, theirs = Number.NaN] = times.map(median);
    const details = { runs: RUNS, emptyMs: empty, oursMs: mine, usualMs: theirs };
    return [{ value: mine / empty, baseline: theirs / empty, baselineName: 'usual stack', details }];
  },
};

/** Runs a replay in a process of its own, which is AWS to itself, and says what its times are beside the bare work. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median } from './row.ts';
import type { Stage } from './stage.ts';

const ROUNDS = 15;

/** CPU of one run, microseconds, one number a round. */
interface Times {
  readonly bareUs: readonly number[];
}

interface Replayed<T extends Times> {
  readonly times: T;
  /** How many times the bare work these cost: the median over the rounds, in each of which all take turns. */
  readonly ratio: (list: readonly number[]) => number;
  /** The median of each. */
  readonly details: Readonly<Record<string, number>>;
}

/** @param script beside this file, which answers the task with its times. */
export async function replayInChild<Task extends { readonly rounds: number }, T extends Times>(
  script: string,
  task: Omit<Task, 'rounds'>,
  { environment }: Stage,
): Promise<Replayed<T>> {
  const { AWS_ENDPOINT_URL_DYNAMODB: _dynamodb, AWS_ENDPOINT_URL_KMS: _kms, ...env } = environment;
  const child = fork(join(import.meta.dirname, script), {
    env,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({ ...task, rounds: ROUNDS });
  const [times]: [T] = await Promise.race([
    once(child, 'message') as Promise<[T]>,
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the replay stopped with code ${code}`))),
  ]);
  return {
    times,
    ratio: (list) => median(list.map((time, round) => time / (times.bareUs[round] ?? Number.NaN))),
    details: Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)])),
  };
}

/**
 * P9: CPU of the sign-in function, without waiting for AWS, against nothing but the check of the same signature. A child
 * process replays recorded answers at the HTTP layer, and again in place of the SDK's clients; all ways take turns.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileOf, OPENED, SIGN_IN } from '../bundles.ts';
import { canned } from '../canned.ts';
import type { Replay, ReplayTimes } from '../replay.ts';
import { median, type Row } from '../row.ts';

const ROUNDS = 15;

async function replay(task: Replay, environment: Record<string, string>): Promise<ReplayTimes> {
  const child = fork(join(import.meta.dirname, '../replay.ts'), {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send(task);
  const [times] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the replay stopped with code ${code}`))),
  ]);
  return times as ReplayTimes;
}

export const verifyCpu: Row = {
  id: 'P9',
  what: 'CPU of the sign-in function ÷ the bare signature check',
  unit: '',
  goal: 6,
  digits: 2,
  reached: false,
  async measure(bench) {
    const { ours, opened } = await bench.bundles();
    const stage = await bench.stage();
    const { request, options } = await stage.signIn({ organization_id: stage.organizationId });
    const { AWS_ENDPOINT_URL_DYNAMODB: _dynamodb, AWS_ENDPOINT_URL_KMS: _kms, ...environment } = stage.environment;
    const times = await replay(
      {
        file: fileOf(ours, SIGN_IN),
        openedFile: fileOf(opened, OPENED),
        request,
        challenge: options.challenge,
        publicKey: stage.publicKey.toString('base64'),
        answers: canned(stage.recorder.history),
        rounds: ROUNDS,
      },
      environment,
    );
    const ratio = (list: readonly number[]) =>
      median(list.map((time, round) => time / (times.bareUs[round] ?? Number.NaN)));
    const baseline = { baseline: ratio(times.libraryUs), baselineName: 'SimpleWebAuthn alone' };
    const details = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
    return [
      { ...baseline, value: ratio(times.handlerUs), variant: 'answered at the HTTP layer', details },
      { ...baseline, value: ratio(times.aloneUs), variant: 'answered at the clients, without the SDK', details },
    ];
  },
};

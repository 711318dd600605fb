/**
 * P9: CPU of the sign-in function, without waiting for AWS, against nothing but the check of the same signature. A child
 * process replays recorded answers at the HTTP layer, and again in place of the SDK's clients; all ways take turns.
 */
import { fileOf, OPENED, SIGN_IN } from '../bundles.ts';
import { canned } from '../canned.ts';
import type { Replay, ReplayTimes } from '../replay.ts';
import { replayInChild } from '../replay-in-child.ts';
import type { Row } from '../row.ts';

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
    const task = {
      file: fileOf(ours, SIGN_IN),
      openedFile: fileOf(opened, OPENED),
      request,
      challenge: options.challenge,
      publicKey: stage.publicKey.toString('base64'),
      answers: canned(stage.recorder.history),
    };
    const { times, ratio, details } = await replayInChild<Replay, ReplayTimes>('replay.ts', task, stage);
    const baseline = { baseline: ratio(times.libraryUs), baselineName: 'SimpleWebAuthn alone' };
    return [
      { ...baseline, value: ratio(times.handlerUs), variant: 'answered at the HTTP layer', details },
      { ...baseline, value: ratio(times.aloneUs), variant: 'answered at the clients, without the SDK', details },
    ];
  },
};

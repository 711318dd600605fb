/** P6: what a customer's server asks of AWS to check an access token whose keys it has. */
import { createLocalJWKSet, jwtVerify } from 'jose';
import { AUDIENCE } from '../../../lambdas/token/access-token.ts';
import type { Row } from '../row.ts';

const CHECKS = 1_000;

export const jwtCheck: Row = {
  id: 'P6',
  what: 'AWS calls per check of an access token',
  unit: '',
  goal: 0,
  digits: 2,
  reached: true,
  async measure(bench) {
    const stage = await bench.stage();
    const { envelope } = await stage.signIn({ organization_id: stage.organizationId });
    const keys = createLocalJWKSet(await stage.getJwks());
    stage.recorder.take();
    for (let check = 0; check < CHECKS; check++)
      await jwtVerify(envelope.access_token, keys, { audience: AUDIENCE, algorithms: ['EdDSA'] });
    const calls = stage.recorder.take().length;
    const { sessionId } = await stage.signInUsually();
    stage.recorder.take();
    const { status } = await stage.checkSessionUsually(sessionId);
    if (status !== 200) throw new Error('the usual session was not found');
    const baseline = stage.recorder.take().length;
    return [
      { value: calls / CHECKS, baseline, baselineName: 'session read at each request', details: { checks: CHECKS } },
    ];
  },
};

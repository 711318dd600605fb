/** DELETE /v1/users/{id}/sessions */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { signOutEverywhere } from '../sign-out-everywhere.ts';
import { revokeUserSessionsContract } from './contract.ts';

export const handler = http(revokeUserSessionsContract, async (call) => {
  call.prepare(call.project.id);
  const done = await signOutEverywhere(call, call.params.id);
  return done.ok ? ok({ status: 204 }) : err(done.error);
});

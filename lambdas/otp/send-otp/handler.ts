/** POST /v1/auth/otp/send */
import { spendOnMessage } from '../../message/spend-on-message.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { keyedHash } from '../../shared/keyed-hash.ts';
import { ok } from '../../shared/result.ts';
import { issueCode } from '../issue-code.ts';
import { CODE_MS, destinationOf, hashOfFlow, newFlowId } from '../otp.ts';
import { maySignUp, sealAddress } from '../sign-up.ts';
import { sendOtpContract } from './contract.ts';

export const handler = http(sendOtpContract, async (call) => {
  const { body, project, now, commit, prepare } = call;
  const asked = destinationOf(body);
  if (!asked.ok) return asked;
  const { by, channel, address: typed } = asked.value;
  const flowId = newFlowId();
  const answer = { flow_id: flowId, expires_at: new Date(now.getTime() + CODE_MS).toISOString() };

  prepare(project.id);
  const address = await keyedHash(by, project.id, typed);
  // Over its budget the address gets nothing, and the client the same answer.
  if (!(await spendOnMessage(call, address, channel)).ok) return ok({ status: 202, body: answer });

  const hash = hashOfFlow(flowId);
  const signsUp = maySignUp(project, asked.value);
  const sealedAddress = signsUp ? await sealAddress(project, hash, typed) : undefined;
  const kept = { organizationId: body.organization_id, sessionId: newId('session', now), sealedAddress };
  const flow = { hash, purpose: 'sign_in', channel, address, by, ...kept } as const;
  const to = { by, hash: address, ...(signsUp && { orTo: typed }) };
  const issued = await issueCode(project, flow, to, now);
  const committed = await commit(issued.changes, {
    type: 'auth.code_requested',
    target: { type: 'code', id: hash },
    detail: { channel, message_id: issued.messageId, purpose: flow.purpose },
  });
  return committed.ok ? ok({ status: 202, body: answer }) : committed;
});

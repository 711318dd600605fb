/** POST /v1/auth/password/reset */
import { spendOnMessage } from '../../message/spend-on-message.ts';
import { isRegisteredRedirect } from '../../redirect-uri/redirect-uri-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { emailHash } from '../../user/user-store.ts';
import { beginReset } from '../begin-reset.ts';
import { requestResetContract } from './contract.ts';

export const handler = http(requestResetContract, async (call) => {
  const { body, project, now, commit, prepare } = call;
  if (project.settings.passwords !== 'on') return err('password_not_allowed');
  const { redirect_uri: page } = body;
  if (page !== undefined && !(await isRegisteredRedirect(project.id, page))) return err('validation_failed');
  const hash = await emailHash(project.id, body.email);
  // Over its budget the address gets nothing, and the client the same answer (security.md, row 25).
  if (!(await spendOnMessage(call, hash, 'email')).ok) return ok({ status: 202 });

  prepare(project.id);
  const begun = await beginReset(project, hash, page, now);
  const committed = await commit(begun.changes, {
    type: 'password.reset_requested',
    target: { type: 'link', id: begun.hash },
    detail: { channel: 'email', message_id: begun.messageId },
  });
  return committed.ok ? ok({ status: 202 }) : committed;
});

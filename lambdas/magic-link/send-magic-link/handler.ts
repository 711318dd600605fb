/** POST /v1/auth/magic-link/send */
import { makeMessage } from '../../message/queue-message.ts';
import { spendOnMessage } from '../../message/spend-on-message.ts';
import { isRegisteredRedirect } from '../../redirect-uri/redirect-uri-store.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { emailHash } from '../../user/user-store.ts';
import { hereOf } from '../here.ts';
import { insertLink } from '../link-store.ts';
import { hashOfToken, LINK_MS, linkTo, newToken } from '../magic-link.ts';
import { sendMagicLinkContract } from './contract.ts';

export const handler = http(sendMagicLinkContract, async (call) => {
  const { body, project, now, commit, prepare } = call;
  if (!(await isRegisteredRedirect(project.id, body.redirect_uri))) return err('validation_failed');
  const expiresAtMs = now.getTime() + LINK_MS;
  const answer = { expires_at: new Date(expiresAtMs).toISOString() };

  prepare(project.id);
  const address = await emailHash(project.id, body.destination);
  // Over its budget the address gets nothing, and the client the same answer.
  if (!(await spendOnMessage(call, address, 'email')).ok) return ok({ status: 202, body: answer });

  const token = newToken();
  const link = {
    hash: hashOfToken(token),
    projectId: project.id,
    address,
    organizationId: body.organization_id,
    sessionId: newId('session', now),
    ...(await hereOf(call)),
    tries: 0,
    status: 'open',
    expiresAtMs,
  } as const;
  const values = { link: linkTo(body.redirect_uri, token), minutes: String(LINK_MS / 60_000) };
  const to = { by: 'email', hash: address } as const;
  const message = await makeMessage(project, { channel: 'email', to, template: 'magic_link', values }, now);
  const committed = await commit([insertLink(link), message.change], {
    type: 'auth.link_requested',
    target: { type: 'link', id: link.hash },
    detail: { channel: 'email', message_id: message.id },
  });
  return committed.ok ? ok({ status: 202, body: answer }) : committed;
});

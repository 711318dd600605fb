/** POST /v1/auth/magic-link/callback */
import { signIn } from '../../otp/sign-in.ts';
import { findAccount } from '../../session/account-store.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { hereOf } from '../here.ts';
import { countTry, getLink, useLink } from '../link-store.ts';
import { elsewhere, hashOfToken, isOpen, isToken, MAX_TRIES } from '../magic-link.ts';
import { refuseLink } from '../refuse-link.ts';
import { openMagicLinkContract } from './contract.ts';

export const handler = http(openMagicLinkContract, async (call) => {
  const { query, project, now } = call;
  const here = await hereOf(call);
  const hash = hashOfToken(query.token);

  const open = async () => {
    const link = isToken(query.token) ? await getLink(project.id, hash) : undefined;
    if (!link || !isOpen(link, now)) return refuseLink(call, link, 'token_consumed');
    const differs = elsewhere(link, here);
    if (differs === 'both') return refuseLink(call, link, 'link_opened_elsewhere', [countTry(link)]);
    const account = await findAccount(project.id, link.address);
    // Nobody was told this link, or the address changed hands.
    if (!account) return refuseLink(call, link, 'token_consumed');
    const { sessionId, organizationId } = link;
    return signIn(call, {
      account,
      method: 'magic_link',
      sessionId,
      organizationId,
      consumes: [useLink(link)],
      consumed: [{ type: 'auth.link_opened', target: { type: 'link', id: hash }, detail: { elsewhere: differs } }],
    });
  };
  // Whoever meets another who opens it at the same moment reads again.
  for (let others = 0; others <= MAX_TRIES; others++) {
    const opened = await open();
    if (opened.ok) return ok({ status: 200, body: opened.value });
    if (opened.error !== 'conflict') return opened;
  }
  return err('conflict');
});

/** POST /v1/redirect-uris */
import { presentPending } from '../../approval/approval-schema.ts';
import { judgeLoosening, propose } from '../../approval/propose.ts';
import { checkProject, readProject } from '../../project/project-store.ts';
import { isRecentIfOperator } from '../../session/recent.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { checkRedirectUri, MAX_URIS, newRedirectUri } from '../redirect-uri.ts';
import { redirectUriChange, redirectUriProposal } from '../redirect-uri-change.ts';
import { presentRedirectUri } from '../redirect-uri-schema.ts';
import { listRedirectUris } from '../redirect-uri-store.ts';
import { addRedirectUriContract } from './contract.ts';

export const handler = http(addRedirectUriContract, async (call) => {
  const { body, principal, now, commit } = call;
  if (!isRecentIfOperator(principal, now)) return err('recent_authentication_required');
  // As it is now: another environment may have asked for two people a moment ago.
  const project = await readProject(call.project.id);
  if (!project) return err('conflict');
  const checked = checkRedirectUri(body.uri);
  if (!checked.ok) return checked;
  const known = await listRedirectUris(project.id);
  const same = known.find(({ uri, use }) => uri === checked.value && use === body.use);
  if (same) return ok({ status: 200, body: presentRedirectUri(same) });
  if (known.length >= MAX_URIS) return err('validation_failed');

  const added = newRedirectUri(project.id, checked.value, body.use, now);
  // Codes and links go where people sign in, and nothing goes where they sign out.
  const looser = added.use === 'sign_in';
  const way = looser ? judgeLoosening({ ...call, project }) : ok('apply' as const);
  if (!way.ok) return way;
  if (way.value === 'propose') {
    const { approval, change, event } = propose(call, redirectUriProposal(added));
    const asked = await commit([change], event);
    return asked.ok ? ok({ status: 202, body: presentPending(approval) }) : asked;
  }
  const { changes, event } = redirectUriChange(added);
  const committed = await commit([...changes, ...(looser ? [checkProject(project)] : [])], event);
  return committed.ok ? ok({ status: 201, body: presentRedirectUri(added) }) : committed;
});

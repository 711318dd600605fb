/** The registration of a redirect URI, ready to commit: at once, or when a second person has agreed. */
import type { Approval, Proposal } from '../approval/approval.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { MAX_URIS, type RedirectUri, type Use } from './redirect-uri.ts';
import { insertRedirectUri, listRedirectUris } from './redirect-uri-store.ts';

interface ReadyChange {
  readonly changes: readonly Change<'conflict'>[];
  readonly event: EventDraft<'redirect_uri.added'>;
}

export const redirectUriChange = (added: RedirectUri, approvalId?: string): ReadyChange => ({
  changes: [insertRedirectUri(added)],
  event: {
    type: 'redirect_uri.added',
    target: { type: 'redirect_uri', id: added.id },
    detail: { uri: added.uri, use: added.use, approval_id: approvalId },
  },
});

export const redirectUriProposal = ({ id, uri, use }: RedirectUri): Proposal => ({
  kind: 'redirect_uri',
  target: { type: 'redirect_uri', id },
  organizationId: undefined,
  // It is made, not changed: nothing is there to have a version.
  version: 0,
  before: {},
  after: { uri, use },
});

/** Of the last approval: registered unless it is there by now, or the registry is full. */
export async function applyRedirectUri(
  { id, target, after }: Approval,
  project: Project,
  now: Date,
): Promise<Result<ReadyChange, 'conflict'>> {
  const { uri, use } = after as { uri: string; use: Use };
  const known = await listRedirectUris(project.id);
  if (known.length >= MAX_URIS || known.some((one) => one.uri === uri && one.use === use)) return err('conflict');
  const added = { id: target.id, projectId: project.id, uri, use, createdAt: now.toISOString() };
  return ok(redirectUriChange(added, id));
}

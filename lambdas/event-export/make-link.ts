/** A link to the file of an export: it works once, and until the file is removed. */
import type { Change } from '../shared/change.ts';
import { variable } from '../shared/environment.ts';
import { type EventExport, expiryOf, hashOfLink, newLinkToken } from './event-export.ts';
import { insertExportLink } from './event-export-store.ts';

export interface MadeLink {
  readonly url: string;
  /** RFC 3339. */
  readonly expires_at: string;
  readonly change: Change<'conflict'>;
}

/** Contracts name access `ephemeral:write`. @param one whose file is there. */
export function makeLink(one: EventExport, now: Date): MadeLink {
  const token = newLinkToken(one.projectId);
  const expiresAtMs = expiryOf(one) ?? now.getTime();
  const link = {
    hash: hashOfLink(token),
    projectId: one.projectId,
    exportId: one.id,
    status: 'open',
    expiresAtMs,
  } as const;
  return {
    url: `${variable('ISSUER')}/v1/events/exports/${one.id}/download?token=${token}`,
    expires_at: new Date(expiresAtMs).toISOString(),
    change: insertExportLink(link),
  };
}

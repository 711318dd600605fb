/** The link that sets a new password: what is stored of it, and the message that brings it, the same for every address. */
import { makeMessage } from '../message/queue-message.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import { hashOfReset, newResetToken, RESET_MS } from './reset.ts';
import { insertReset } from './reset-store.ts';

const MINUTES = String(RESET_MS / 60_000);

function message(project: Project, emailHash: string, token: string, page: string | undefined, now: Date) {
  const channel = 'email';
  const to = { by: 'email', hash: emailHash } as const;
  if (page === undefined) {
    const values = { code: token, minutes: MINUTES };
    return makeMessage(project, { channel, to, template: 'password_reset_code', values }, now);
  }
  const link = new URL(page);
  link.searchParams.set('token', token);
  const values = { link: link.href, minutes: MINUTES };
  return makeMessage(project, { channel, to, template: 'password_reset', values }, now);
}

export interface Begun {
  readonly hash: string;
  readonly changes: readonly Change<'conflict'>[];
  /** By which the log tells what became of the message. */
  readonly messageId: string;
}

/** Nobody is looked up: whoever sends the message knows who may have one. @param page of the application, if any. */
export async function beginReset(
  project: Project,
  emailHash: string,
  page: string | undefined,
  now: Date,
): Promise<Begun> {
  const token = newResetToken();
  const hash = hashOfReset(token);
  const askedAtMs = now.getTime();
  const expiresAtMs = askedAtMs + RESET_MS;
  const reset = { hash, projectId: project.id, emailHash, askedAtMs, tries: 0, status: 'open', expiresAtMs } as const;
  const { id, change } = await message(project, emailHash, token, page, now);
  return { hash, changes: [insertReset(reset), change], messageId: id };
}

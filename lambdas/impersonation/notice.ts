/** Tells the user that somebody acts as them, where the project wants that said. */
import { queueMessage } from '../message/queue-message.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import type { User } from '../user/user.ts';

/** As people read it: to the minute, in UTC. */
const readable = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export async function noticeOf(
  project: Project,
  { email }: User,
  minutes: number,
  now: Date,
): Promise<Change<'conflict'>[]> {
  if (!project.settings.impersonation_notice) return [];
  const values = { when: readable(now), minutes: String(minutes) };
  return [await queueMessage(project, { channel: 'email', to: email, template: 'impersonation_notice', values }, now)];
}

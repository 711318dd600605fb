/** A mail to whoever is told of what concerns the whole project; nothing where nobody is. */
import { queueMessage } from '../message/queue-message.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';

/** As people read it: to the minute, in UTC. */
const readable = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** @param what happened, without a full stop. Needs `ephemeral:write` and `hmac-key:derive`. */
export async function complianceNotice(
  project: Project,
  to: string | undefined,
  what: string,
  now: Date,
): Promise<Change<'conflict'>[]> {
  if (!to) return [];
  const values = { what, when: readable(now) };
  return [await queueMessage(project, { channel: 'email', to, template: 'compliance_notice', values }, now)];
}

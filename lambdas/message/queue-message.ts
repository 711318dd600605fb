/**
 * Puts a message beside the change that causes it: it is sent if and only if that is committed (ADR 0018). A request
 * waits for no provider, and does the same for an address that nobody has.
 */
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { newId } from '../shared/ids.ts';
import { insertMessage, MESSAGE_MS } from './message-store.ts';
import { type Channel, MESSAGE_KEY, sealLetter } from './seal-message.ts';
import type { TemplateName, Values } from './templates.ts';

export interface Message<T extends TemplateName> {
  readonly channel: Channel;
  /** An e-mail address or a number in E.164; `undefined` makes a decoy, which cannot be told from a message. */
  readonly to: string | undefined;
  readonly template: T;
  readonly values: Values<T>;
}

/** A longer name of an application is cut, so that a message always has room for its address. */
const APP_MAX = 64;

/** Contracts name access `ephemeral:write` and `hmac-key:derive`. */
export async function queueMessage<T extends TemplateName>(
  project: Pick<Project, 'id' | 'relyingPartyName'>,
  { channel, to, template, values }: Message<T>,
  now: Date,
): Promise<Change<'conflict'>> {
  const id = newId('message', now);
  const letter = { channel, to, template, values: { ...values, app: project.relyingPartyName.slice(0, APP_MAX) } };
  const sealed = sealLetter(letter, id, await derivedKey(MESSAGE_KEY));
  return insertMessage({ id, projectId: project.id, sealed, expiresAtMs: now.getTime() + MESSAGE_MS });
}

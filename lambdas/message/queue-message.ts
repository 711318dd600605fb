/**
 * Puts a message beside the change that causes it: it is sent if and only if that is committed (ADR 0018). A request
 * waits for no provider, and does the same for an address that nobody has.
 */
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { newId } from '../shared/ids.ts';
import { insertMessage, MESSAGE_MS } from './message-store.ts';
import { type Addressee, type Channel, MESSAGE_KEY, sealLetter } from './seal-message.ts';
import type { TemplateName, Values } from './templates.ts';

export interface Message<T extends TemplateName> {
  readonly channel: Channel;
  /**
   * An e-mail address or a number in E.164, or whose: then whoever sends it looks up the address, so that a request does
   * the same whether somebody has it or not. `undefined` makes a decoy. None of these can be told from another.
   */
  readonly to: string | Addressee | undefined;
  readonly template: T;
  readonly values: Values<T>;
}

/** A longer name of an application is cut, so that a message always has room for its address. */
const APP_MAX = 64;

/** The message and its id, by which the log tells what became of it. */
export async function makeMessage<T extends TemplateName>(
  project: Pick<Project, 'id' | 'relyingPartyName'>,
  { channel, to, template, values }: Message<T>,
  now: Date,
): Promise<{ readonly id: string; readonly change: Change<'conflict'> }> {
  const id = newId('message', now);
  const letter = { channel, to, template, values: { ...values, app: project.relyingPartyName.slice(0, APP_MAX) } };
  const sealed = sealLetter(letter, id, await derivedKey(MESSAGE_KEY));
  const expiresAtMs = now.getTime() + MESSAGE_MS;
  return { id, change: insertMessage({ id, projectId: project.id, sealed, expiresAtMs }) };
}

/** Contracts name access `ephemeral:write` and `hmac-key:derive`. */
export const queueMessage = async <T extends TemplateName>(
  project: Pick<Project, 'id' | 'relyingPartyName'>,
  message: Message<T>,
  now: Date,
): Promise<Change<'conflict'>> => (await makeMessage(project, message, now)).change;

/** Sends one message, and says in the log what became of it. */
import { getProject } from '../project/project-store.ts';
import { canMail, sendMail } from '../shared/aws/ses.ts';
import { sendSms } from '../shared/aws/sms.ts';
import type { Change } from '../shared/change.ts';
import { writer } from '../shared/commit.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { newId } from '../shared/ids.ts';
import { isAllowedNumber } from './destination.ts';
import { getMessage, settleMessage } from './message-store.ts';
import { type Letter, MESSAGE_KEY, openLetter } from './seal-message.ts';
import { render } from './templates.ts';

/** What is said of one message or its address, or of the tenant: it will be said again. Anything else may pass. */
const FINAL = new Set([
  'country_not_allowed',
  'mail_not_configured',
  'BadRequestException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'MessageRejected',
  'OptedOutException',
  'ValidationException',
]);

/** A provider's own name for what went wrong; never its message, which may quote the address. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** The name of what went wrong; `undefined` when it was sent. */
async function send(
  { channel, to, template, values }: Letter & { readonly to: string },
  countries: readonly string[],
): Promise<string | undefined> {
  if (channel === 'email' && !canMail()) return 'mail_not_configured';
  if (channel === 'sms' && !isAllowedNumber(to, countries)) return 'country_not_allowed';
  const { subject = values.app ?? '', text, html } = render(template, values);
  try {
    await (channel === 'email' ? sendMail({ to, subject, text, html }) : sendSms(to, text));
    return undefined;
  } catch (error) {
    return nameOf(error);
  }
}

/** @returns whether it is done with; else it is to be brought again. @throws when the log cannot be written. */
export async function deliver(messageId: string, now: Date): Promise<boolean> {
  const message = await getMessage(messageId);
  if (!message?.sealed || message.expiresAtMs <= now.getTime()) return true;
  const letter = openLetter(message.sealed, messageId, await derivedKey(MESSAGE_KEY));
  const { channel, template, to } = letter;
  if (to === undefined) return true;
  const project = await getProject(message.projectId, now);
  if (!project) return true;

  const error = await send({ ...letter, to }, project.settings.sms_countries);
  const final = error === undefined || FINAL.has(error);
  const changes: Change<'conflict'>[] = final
    ? [settleMessage(messageId, error === undefined ? 'sent' : 'failed')]
    : [];
  const context = {
    principal: { kind: 'system', projectId: project.id, name: 'deliver-message' },
    requestId: newId('request', now),
    ip: undefined,
    userAgent: undefined,
    now,
  } as const;
  const about = { target: { type: 'message', id: messageId } } as const;
  const detail = { channel, template, message_id: messageId };
  // A conflict: another delivery of the same record has said so already.
  await writer.commit(
    project,
    context,
    changes,
    error === undefined
      ? { ...about, type: 'message.sent', detail }
      : { ...about, type: 'message.failed', outcome: 'failure', reason: 'unavailable', detail: { ...detail, error } },
  );
  return final;
}

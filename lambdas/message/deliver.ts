/** Sends one message, and says in the log what became of it. */
import { refund } from '../abuse/spend.ts';
import { getProject } from '../project/project-store.ts';
import type { Request } from '../session/request.ts';
import { canMail, sendMail } from '../shared/aws/ses.ts';
import { sendSms } from '../shared/aws/sms.ts';
import { writer } from '../shared/commit.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { newId } from '../shared/ids.ts';
import { isAllowedNumber } from './destination.ts';
import { findRecipient } from './find-recipient.ts';
import { getMessage, settleMessage } from './message-store.ts';
import { type Letter, MESSAGE_KEY, openLetter } from './seal-message.ts';
import { spendOnProject } from './spend-on-project.ts';
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
  'rate_limited',
  'ValidationException',
]);

/** A provider's own name for what went wrong; never its message, which may quote the address. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** The name of what went wrong; `undefined` when it was sent. */
async function send(
  { channel, template, values }: Letter,
  to: string,
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
  const project = await getProject(message.projectId, now);
  const recipient = project && (await findRecipient(project.id, letter));
  if (!recipient) return true;

  const principal = { kind: 'system', projectId: project.id, name: 'deliver-message' } as const;
  const context = { principal, requestId: newId('request', now), ip: undefined, userAgent: undefined, now };
  const commit: Request['commit'] = (changes, events) => writer.commit(project, context, changes, events);
  const call = { project, now, commit };
  const spent = await spendOnProject(call, letter);
  const error = spent ? await send(letter, recipient.to, project.settings.sms_countries) : 'rate_limited';
  const final = error === undefined || FINAL.has(error);
  if (error !== undefined && spent) await refund(call, spent);
  const about = { target: { type: 'message', id: messageId }, subjects: recipient.subjects };
  const detail = { channel: letter.channel, template: letter.template, message_id: messageId };
  // A conflict: another delivery of the same record has said so already.
  await commit(
    final ? [settleMessage(messageId, error === undefined ? 'sent' : 'failed')] : [],
    error === undefined
      ? { ...about, type: 'message.sent', detail }
      : { ...about, type: 'message.failed', outcome: 'failure', reason: 'unavailable', detail: { ...detail, error } },
  );
  return final;
}

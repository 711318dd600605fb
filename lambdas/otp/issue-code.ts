/** A new code: the row that knows it, and the message that tells it. */
import { makeMessage } from '../message/queue-message.ts';
import type { Addressee } from '../message/seal-message.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import { derivedKey } from '../shared/derived-key.ts';
import { storeCode } from './code-store.ts';
import { CODE_MINUTES, CODE_MS, hashCode, newCode, type OneTimeCode, OTP_KEY } from './otp.ts';

type Flow = Pick<
  OneTimeCode,
  | 'hash'
  | 'purpose'
  | 'channel'
  | 'address'
  | 'by'
  | 'userId'
  | 'number'
  | 'sealedAddress'
  | 'organizationId'
  | 'sessionId'
>;

export interface Issued {
  readonly changes: readonly Change<'conflict'>[];
  readonly expiresAt: string;
  /** By which the log tells what became of the message. */
  readonly messageId: string;
}

/** @param before the code that this one takes the place of, with the tries that it has had. */
export async function issueCode(
  project: Project,
  flow: Flow,
  to: string | Addressee | undefined,
  now: Date,
  before?: OneTimeCode,
): Promise<Issued> {
  const code = newCode();
  const key = await derivedKey(OTP_KEY);
  const expiresAtMs = now.getTime() + CODE_MS;
  const row: OneTimeCode = {
    ...flow,
    projectId: project.id,
    codeHash: hashCode(key, project.id, flow.hash, code),
    tries: before?.tries ?? 0,
    status: 'open',
    createdAtMs: now.getTime(),
    expiresAtMs,
  };
  const values = { code, minutes: CODE_MINUTES };
  const message = await (flow.channel === 'sms'
    ? makeMessage(project, { channel: 'sms', to, template: 'sms_code', values }, now)
    : makeMessage(project, { channel: 'email', to, template: 'email_code', values }, now));
  return {
    changes: [storeCode(row, before), message.change],
    expiresAt: new Date(expiresAtMs).toISOString(),
    messageId: message.id,
  };
}

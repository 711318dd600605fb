/** Mail, sent by SES from the tenant's address. */
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { variable } from '../environment.ts';

const ses = new SESv2Client({ maxAttempts: 3 });

/** What stands in for an address where the tenant has none. */
const UNSET = 'unset';

/** Whether the tenant has an address to send from. */
export const canMail = (): boolean => variable('MAIL_FROM') !== UNSET;

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const utf8 = (text: string) => ({ Data: text, Charset: 'UTF-8' });

export async function sendMail({ to, subject, text, html }: Mail): Promise<void> {
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: variable('MAIL_FROM'),
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
    }),
  );
}

// What the local cloud keeps in place of sending it: mail and text messages, with the codes and links that are in them.
import * as z from 'zod/mini';

export interface OutboxMessage {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly kind: 'email' | 'sms';
  /** E-mail address or telephone number. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const Mail = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.object({
        MessageId: z.string(),
        /** Seconds since 1970. */
        Timestamp: z.number(),
        To: z.array(z.string()),
        Subject: z.string(),
        BodyText: z.string(),
      }),
    ),
  ),
});
const Texts = z.object({
  sms_messages: z.record(
    z.string(),
    z.array(
      z.object({
        MessageId: z.string(),
        Timestamp: z.number(),
        PhoneNumber: z.string(),
        Message: z.string(),
      }),
    ),
  ),
});

const time = (seconds: number): string => new Date(seconds * 1000).toISOString();

async function read<T extends z.ZodMiniType>(schema: T, cloudUrl: string, path: string): Promise<z.output<T>> {
  const answer = await fetch(new URL(path, cloudUrl));
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return schema.parse(await answer.json());
}

/**
 * Oldest first; of one address or number where `to` is given.
 * @param cloudUrl of the emulated account
 */
export async function readOutbox(cloudUrl: string, to?: string): Promise<OutboxMessage[]> {
  const [mail, texts] = await Promise.all([
    read(Mail, cloudUrl, '/_ministack/ses/messages'),
    read(Texts, cloudUrl, '/_ministack/sns/sms-messages'),
  ]);
  const mails = Object.values(mail.messages)
    .flat()
    .flatMap(({ MessageId, Timestamp, To, Subject: subject, BodyText: text }) =>
      To.map((one): OutboxMessage => ({ id: MessageId, at: time(Timestamp), kind: 'email', to: one, subject, text })),
    );
  const sms = Object.values(texts.sms_messages)
    .flat()
    .map(
      ({ MessageId, Timestamp, PhoneNumber, Message: text }): OutboxMessage => ({
        id: MessageId,
        at: time(Timestamp),
        kind: 'sms',
        to: PhoneNumber,
        subject: '',
        text,
      }),
    );
  const wanted = to?.toLowerCase();
  return [...mails, ...sms]
    .filter((one) => !wanted || one.to.toLowerCase() === wanted)
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

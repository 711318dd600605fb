/** `hale outbox`: the mail and text messages that the local cloud of this checkout kept in place of sending them. */
import { setTimeout as pause } from 'node:timers/promises';
import { type OutboxMessage, readOutbox } from '../local/outbox.ts';
import { CommandError } from './command-error.ts';
import { useLocalAccount } from './local-account.ts';

export interface OutboxOptions {
  /** E-mail address or telephone number. */
  readonly to?: string;
  readonly json?: boolean;
  /** Waits for more, until the process is ended. */
  readonly follow?: boolean;
}

const EVERY_MS = 500;

function show({ at, kind, to, subject, text }: OutboxMessage): string {
  const lines = text.trim().split('\n');
  return [`${at}  ${kind}  ${to}  ${subject}`.trim(), ...lines.map((line) => `    ${line}`.trimEnd()), ''].join('\n');
}

/** Text, or one JSON object a line; each message once. */
export async function outbox({ to, json, follow }: OutboxOptions): Promise<number> {
  useLocalAccount();
  const cloudUrl = process.env.AWS_ENDPOINT_URL ?? '';
  const shown = new Set<string>();
  do {
    const messages = await readOutbox(cloudUrl, to).catch((cause: unknown) => {
      throw new CommandError(`The local cloud does not answer: is npm start running? (${String(cause)})`);
    });
    for (const message of messages) {
      const one = `${message.id} ${message.to}`;
      if (!shown.has(one)) console.log(json ? JSON.stringify(message) : show(message));
      shown.add(one);
    }
    if (follow) await pause(EVERY_MS);
  } while (follow);
  if (shown.size === 0 && !json) console.error(to ? `Nothing was sent to ${to}.` : 'Nothing was sent yet.');
  return 0;
}

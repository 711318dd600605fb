/** What `hale` asks of an agreement: the signed document itself stays where it is, and only its hash is sent. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError } from './command-error.ts';

export interface AgreementOptions {
  /** File of the signed document. */
  readonly document?: string;
  readonly counterparty?: string;
  readonly kind?: string;
  readonly signed?: string;
  readonly effective?: string;
  readonly expires?: string;
  readonly service?: readonly string[];
  readonly permitsPreset?: boolean;
  readonly noticeDays?: string;
  readonly engaged?: string;
  readonly withoutNotice?: string;
  readonly contact?: string;
}

export const withAgreement = (command: Command): Command =>
  command
    .option('--document <file>', 'the signed document; only its SHA-256 is sent')
    .option('--counterparty <name>', 'the legal entity that it was signed with')
    .option('--signed <day>', 'yyyy-mm-dd: when it was signed')
    .option('--effective <day>', 'yyyy-mm-dd: its first day')
    .option('--expires <day>', 'yyyy-mm-dd: its last day, if it has one');

/** SHA-256 in hex, as sha256sum prints it. */
function hashOf(file: string): string {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, 2);
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function days(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,3}$/.test(text)) throw new CommandError('--notice-days takes a number of days.', 2);
  return Number(text);
}

/** As the API takes it; what is missing or wrong the API or the request's schema says. */
export const agreementFrom = (options: AgreementOptions) => ({
  counterparty: options.counterparty,
  kind: options.kind ?? 'covered_entity',
  signed_on: options.signed,
  effective_on: options.effective,
  expires_on: options.expires,
  document_sha256: options.document === undefined ? undefined : hashOf(options.document),
  services: options.service ?? ['authentication'],
  permits_preset: options.permitsPreset,
  notice_days: days(options.noticeDays),
  engaged_on: options.engaged,
  without_notice: options.withoutNotice,
  contact_email: options.contact,
});

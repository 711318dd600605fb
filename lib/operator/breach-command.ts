/** The commands of `hale breach` that open a breach, contain it and tell how it stands. */
import type { Command } from 'commander';

const ofApi = (command: Command) =>
  command
    .option('--api <url>', 'address of the API (default: the output of the stack)')
    .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
    .option('--json', 'print one JSON object');

/** @returns the command that others of this kind stand under. */
export function addBreachCommands(program: Command, finish: (command: Promise<number>) => Promise<void>): Command {
  const breach = program
    .command('breach')
    .description('The response to a breach. The secret key is in HALE_API_KEY or asked for: not the leaked one.');
  ofApi(
    breach
      .command('open')
      .description('Open a breach: its discovery starts the clocks, and the privacy officer is told.')
      .requiredOption('--title <text>', 'of the incident; it names no person')
      .requiredOption('--summary <text>', 'what happened, as far as it is known; it names no person')
      .requiredOption('--discovered <time>', 'RFC 3339: when it was known, or would have been with diligence')
      .option('--occurred-from <time>', 'RFC 3339: when it began')
      .option('--occurred-to <time>', 'RFC 3339: when it ended')
      .option('--role <role>', 'business_associate or covered_entity', 'business_associate')
      .option('--time-zone <zone>', 'in which days begin and end, such as America/Chicago', 'UTC'),
  ).action(async (options) => finish((await import('./breach.ts')).breachOpen(options)));
  ofApi(
    breach
      .command('contain')
      .description('Revoke, lock and end what is named; with nothing named, go on with what was left half-way.')
      .argument('<id>', 'of the breach')
      .option('--key <ids...>', 'secret keys that are revoked')
      .option('--client <ids...>', 'machine clients that are revoked')
      .option('--rotate-signing-keys <why>', 'compromised: no token under --signing-key is good; or planned')
      .option('--signing-key <kid>', 'which key is compromised, as GET /v1/admin/signing-keys names it')
      .option('--lock-user <ids...>', 'accounts that nobody signs in to any more')
      .option('--lock-organization <ids...>', 'all accounts of an organization, but for operators')
      .option('--lock-project', 'all accounts of the project, but for operators')
      .option('--credentials-of <ids...>', 'people whose credentials are taken away')
      .option('--sessions-of <ids...>', 'people whose sessions end')
      .option('--sessions-of-organization <ids...>', 'organizations in which all sessions end')
      .option('--sessions-of-project', 'all sessions end, yours too')
      .option('--again', 'do once more what is finished')
      .option('--dry-run', 'show what would be asked for, and ask for nothing')
      .option('--every <seconds>', 'how often to look how far it is', '5'),
  ).action(async (id, options) => finish((await import('./breach.ts')).breachContain(id, options)));
  ofApi(
    breach
      .command('status')
      .description('Show its clocks and its containment; ends with 1 where a notice is overdue. Without an id: all.')
      .argument('[id]', 'of the breach'),
  ).action(async (id, options) => finish((await import('./breach.ts')).breachStatus(id, options)));
  return breach;
}

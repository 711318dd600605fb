/** The commands of `hale breach` for the days after: whom it reached, what is written to whom, and the evidence. */
import type { Command } from 'commander';

const ofApi = (command: Command) =>
  command
    .option('--api <url>', 'address of the API (default: the output of the stack)')
    .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
    .option('--json', 'print one JSON object');

/** @param breach the command under which they stand. */
export function addBreachFindingsCommands(breach: Command, finish: (command: Promise<number>) => Promise<void>): void {
  ofApi(
    breach
      .command('scope')
      .description('Find out whom the breach reached, from every entry of the archive; waits until that is known.')
      .argument('<id>', 'of the breach')
      .option('--from <time>', 'RFC 3339 (default: when the breach says that it began)')
      .option('--to <time>', 'RFC 3339 (default: when the breach says that it ended, or now)')
      .option('--actor <ids...>', 'users or clients by whom it was done')
      .option('--key <ids...>', 'secret keys by which it was done')
      .option('--session <ids...>', 'sessions by which it was done')
      .option('--grant <ids...>', 'impersonations or emergency access by which it was done')
      .option('--ip <addresses...>', 'addresses or blocks that it came from')
      .option('--organization <ids...>', 'read only the logs of these organizations')
      .option('--type <types...>', 'only events of these types, such as phi.accessed')
      .option('--exclude-actors', 'those who did it are not among those whom it reached')
      .option('--include-suspects', 'whoever is named by --actor or --grant is among them, as of a stolen account')
      .option('--show', 'ask for nothing: show the newest scope')
      .option('--dry-run', 'show what would be asked for, and ask for nothing')
      .option('--every <seconds>', 'how often to look how far it is', '5'),
  )
    .addHelpText(
      'after',
      `
An event of the window that has any of the marks is part of it; without marks, every event of the window is.
Ends with 1 where the archive is not what was signed, or the walk was given up.`,
    )
    .action(async (id, options) => finish((await import('./breach-findings.ts')).breachScope(id, options)));
  ofApi(
    breach
      .command('notices')
      .description('Draft a notice, as Markdown; what only a person can say is marked. Without --notice: list them.')
      .argument('<id>', 'of the breach')
      .option('--notice <kind>', 'covered_entity, individuals, hhs or media')
      .option('--what-happened <text>', 'what happened, in plain language')
      .option('--phi-involved <text>', 'what is to be added on the data involved')
      .option('--next-steps <text>', 'what is asked of the covered entity')
      .option('--protective-steps <text>', 'what individuals should do to protect themselves')
      .option('--mitigation <text>', 'what is done against harm and further breaches')
      .option('--contact <text>', 'where individuals can ask')
      .option('--output <file>', 'where to write it (default: standard output)'),
  ).action(async (id, options) => finish((await import('./breach-findings.ts')).breachNotices(id, options)));
  ofApi(
    breach
      .command('evidence')
      .description('Fetch the evidence: signed bundles, each of which hale verify-bundle checks without any network.')
      .argument('<id>', 'of the breach')
      .requiredOption('--output <folder>', 'where to write them; it must not be there yet'),
  ).action(async (id, options) => finish((await import('./breach-findings.ts')).breachEvidence(id, options)));
}

/** The commands of `hale compliance`. */
import type { Command } from 'commander';
import { withAgreement } from './agreement-terms.ts';

const ofApi = (command: Command) =>
  command
    .option('--api <url>', 'address of the API (default: the output of the stack)')
    .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
    .option('--json', 'print one JSON object');

export function addComplianceCommands(program: Command, finish: (command: Promise<number>) => Promise<void>): void {
  const compliance = program
    .command('compliance')
    .description('Whether a project keeps to its own rules. The secret key is in HALE_API_KEY or asked for.');
  ofApi(
    compliance
      .command('posture')
      .description('State under a key whether the project is in policy now; ends with 1 where it is not.')
      .option('--output <file>', 'write the document and its statement, for `hale compliance verify`'),
  ).action(async (options) => finish((await import('./compliance.ts')).compliancePosture(options)));
  ofApi(
    compliance.command('drift').description('Tell what is below the preset, and since which event; ends with 1 then.'),
  ).action(async (options) => finish((await import('./compliance.ts')).complianceDrift(options)));
  ofApi(
    compliance
      .command('preset')
      .description('Turn the preset on, or raise again what is below it. Two people loosen it, at the project.')
      .argument('<preset>', 'hipaa')
      .option('--dry-run', 'show what would change, and change nothing'),
  ).action(async (preset, options) => finish((await import('./compliance.ts')).compliancePreset(preset, options)));
  compliance
    .command('verify')
    .description('Check a posture against trusted keys, offline.')
    .argument('<file>', 'as `hale compliance posture --output` wrote it')
    .requiredOption('--keys <files...>', 'files of trusted verifier keys, a line each')
    .action(async (file, options) => finish((await import('./verify-posture.ts')).verifyPosture(file, options)));

  const agreement = compliance.command('agreement').description('Agreements with covered entities and subcontractors.');
  ofApi(
    withAgreement(agreement.command('add').description('Record an agreement that was signed.'))
      .option('--kind <kind>', 'covered_entity or subcontractor', 'covered_entity')
      .option('--service <services...>', 'what it is about, such as authentication')
      .option('--permits-preset', 'the preset may be turned on under it')
      .option('--notice-days <days>', 'how long before a new sub-processor begins the covered entity hears of it')
      .option('--engaged <day>', 'yyyy-mm-dd: of a subcontractor, from when on it handles data')
      .option('--without-notice <reason>', 'named_in_agreements or emergency_replacement')
      .option('--contact <e-mail>', 'whom to tell of sub-processors')
      .option('--replaces <id>', 'the agreement in whose place it comes'),
  ).action(async (options) => finish((await import('./compliance.ts')).agreementAdd(options)));
  ofApi(agreement.command('list').description('List them, also those that are over.')).action(async (options) =>
    finish((await import('./compliance.ts')).agreementList(options)),
  );
}

#!/usr/bin/env node
/** The operator's command line. Dispatch only: each command is one file of lib/operator/, loaded when it is called. */
import { Command } from 'commander';
import { addBreachCommands } from '../lib/operator/breach-command.ts';
import { addBreachFindingsCommands } from '../lib/operator/breach-findings-command.ts';
import { type CommandError, explain } from '../lib/operator/command-error.ts';
import { addComplianceCommands } from '../lib/operator/compliance-command.ts';
import { addDsrCommands } from '../lib/operator/dsr-command.ts';
import { addVerifyCommands } from '../lib/operator/verify-command.ts';

const hale = new Command('hale')
  .description('Operate a Hale deployment.')
  .showHelpAfterError('Add --help to see how it is called.')
  .exitOverride(({ exitCode }) => process.exit(exitCode && 2));
hale.option('--local', 'use the local cloud of this checkout instead of AWS');
hale.hook('preAction', async () => {
  if (hale.opts().local) (await import('../lib/operator/local-account.ts')).useLocalAccount();
});

const project = hale.command('project').description('Projects: each holds its own users, organizations and keys.');
project
  .command('create')
  .description('Make a project and its first secret key, which is printed this once.')
  .requiredOption('--name <name>', 'what people call it')
  .requiredOption('--environment <environment>', 'live or test')
  .requiredOption('--rp-id <domain>', 'WebAuthn relying party id: a domain, or localhost')
  .option('--rp-name <name>', 'what a passkey prompt calls the site (default: the name)')
  .requiredOption('--origin <origins...>', 'web origins at which passkeys are accepted')
  .option('--sign-up <closed|verified|open>', 'whether strangers may register themselves', 'closed')
  .option('--preset <none|hipaa>', 'what holds where nothing else is said (default: none)')
  .option('--passwords <off|on>', 'whether people may sign in with a password (default: off)')
  .option('--passwords-under-hipaa', 'allow passwords though the preset refuses them')
  .option('--two-person', 'loosening takes two people (default: in a live project, always)')
  .option('--sms-country <codes...>', 'calling codes that text messages may go to (default: 1)')
  .option('--notice-email <e-mail>', 'who is told of what concerns the whole project')
  .option('--baa-document <file>', 'the signed agreement that permits the preset; only its SHA-256 is sent')
  .option('--baa-counterparty <name>', 'the legal entity that it was signed with')
  .option('--baa-signed <day>', 'yyyy-mm-dd: when it was signed')
  .option('--baa-effective <day>', 'yyyy-mm-dd: its first day')
  .option('--baa-expires <day>', 'yyyy-mm-dd: its last day, if it has one')
  .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
  .option('--function <name>', 'name or ARN of the function (default: the output of the stack)')
  .option('--json', 'print one JSON object')
  .action(async (options) => finish((await import('../lib/operator/project-create.ts')).projectCreate(options)));

const operator = hale.command('operator').description('Operators: users of a project who have administrative roles.');
operator
  .command('add')
  .description('Give a user roles beside those that they have. They must have registered a passkey before.')
  .requiredOption('--project <id>', 'the project')
  .requiredOption('--email <e-mail>', 'of the user')
  .requiredOption('--roles <roles...>', 'owner, admin, auditor, privacy_officer, emergency')
  .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
  .option('--function <name>', 'name or ARN of the function (default: the output of the stack)')
  .option('--json', 'print one JSON object')
  .action(async (options) => finish((await import('../lib/operator/operator-add.ts')).operatorAdd(options)));

const breakGlass = hale
  .command('break-glass')
  .description('Emergency access by a recovery code, for at most an hour: alarmed, marked and reviewed.');
const emergency = (command: Command) =>
  command
    .requiredOption('--project <id>', 'the project')
    .requiredOption('--email <e-mail>', 'yours; the recovery code is asked for, or read from standard input')
    .requiredOption('--reason <text>', 'why, in ten letters or more; it is sealed into the log')
    .requiredOption('--incident <id>', 'the number of the incident')
    .requiredOption('--scope <permissions...>', 'what is needed, such as policies:write')
    .option('--organization <id>', 'permit it in this organization alone')
    .option('--minutes <number>', 'at most 60', '60')
    .option('--api <url>', 'address of the API (default: the output of the stack)')
    .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
    .option('--json', 'print one JSON object');
const withToken = (command: Command) =>
  command
    .option('--api <url>', 'address of the API (default: the output of the stack)')
    .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
    .option('--json', 'print one JSON object');
emergency(breakGlass.command('open').description('Open it, and print the token of the grant this once.')).action(
  async (options) => finish((await import('../lib/operator/break-glass.ts')).breakGlassOpen(options)),
);
emergency(breakGlass.command('drill').description('Rehearse: open, look, close. It permits nothing.')).action(
  async (options) => finish((await import('../lib/operator/break-glass.ts')).breakGlassDrill(options)),
);
withToken(
  breakGlass.command('status').description('What the grant is; its token is in HALE_BREAK_GLASS_TOKEN or asked for.'),
).action(async (options) => finish((await import('../lib/operator/break-glass.ts')).breakGlassStatus(options)));
withToken(
  breakGlass.command('close').description('End the grant; its token is in HALE_BREAK_GLASS_TOKEN or asked for.'),
).action(async (options) => finish((await import('../lib/operator/break-glass.ts')).breakGlassClose(options)));

const tenant = hale.command('tenant').description('Tenants: each file of tenants/ is one deployment.');
tenant
  .command('add')
  .description('Write tenants/<name>.json, checked as the deployment will check it.')
  .argument('<name>', 'begins the names of the stacks')
  .option('--tier <tier>', 'shared or dedicated', 'dedicated')
  .requiredOption('--account <digits>', 'AWS account, 12 digits')
  .requiredOption('--region <region>', 'AWS Region')
  .option('--domain <domain>', 'domain of the API')
  .option('--issuer <origin>', '`iss` of the tokens (default: https:// and the domain)')
  .option('--mail-from <e-mail>', 'address that mail is sent from, verified in SES (default: no mail is sent)')
  .requiredOption('--privacy-officer <e-mail>', 'whom incidents are reported to')
  .requiredOption('--alarm-contact <e-mails...>', 'who is alarmed as well')
  .action(async (name, options) => finish((await import('../lib/operator/tenant-add.ts')).tenantAdd(name, options)));

const logKey = hale.command('log-key').description('The key that signs the audit log, and how it is replaced.');
logKey
  .command('rotate')
  .description("Write a new key into the tenant's file: from the next deployment on it signs beside the old one.")
  .option('--tenant <name>', 'tenant file whose key it is (default: the only one)')
  .action(async (options) => finish((await import('../lib/operator/log-key.ts')).logKeyRotate(options)));
logKey
  .command('retire')
  .description('End the rotation, two days later: from the next deployment on the old key is disabled.')
  .option('--tenant <name>', 'tenant file whose key it is (default: the only one)')
  .option('--early', 'before every log can have been signed by both keys')
  .action(async (options) => finish((await import('../lib/operator/log-key.ts')).logKeyRetire(options)));

const log = hale.command('log').description('The audit log: how far it is, and what its table holds.');
const ofDeployment = (command: Command) =>
  command
    .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
    .option('--function <name>', 'name or ARN of the function (default: the output of the stack)')
    .option('--json', 'print one JSON object');
ofDeployment(
  log.command('status').description('What is not archived, signed or followed yet; ends with 1 when an alarm is due.'),
).action(async (options) => finish((await import('../lib/operator/log.ts')).logStatus(options)));
ofDeployment(
  log
    .command('clean-up')
    .description('Tell what the clean-up would remove from the table, and why other rows stay. Removes nothing.')
    .option('--dry-run', 'as always: only the clean-up itself removes rows, where the tenant turned it on'),
).action(async (options) => finish((await import('../lib/operator/log.ts')).logCleanUp(options)));

const events = hale.command('events').description('The events of a project, as its API tells them.');
events
  .command('export')
  .description('Write events to a file, newest first. The secret key is in HALE_API_KEY or asked for.')
  .option(
    '--format <csv|ndjson|fhir>',
    'csv, ndjson with a JSON object a line, or fhir with an AuditEvent a line',
    'csv',
  )
  .option('--output <file>', 'where to write it (default: events-<id>, with the ending of the format)')
  .option('--organization <id>', 'only of this organization')
  .option('--actor <id>', 'only what they did')
  .option('--target <id>', 'only what was done to this')
  .option('--target-type <type>', 'type of the target')
  .option('--subject <id>', 'only what concerns this user')
  .option('--type <types...>', 'only events of these types, such as session.created')
  .option('--outcome <outcome>', 'success, failure or denied')
  .option('--from <time>', 'not before, RFC 3339')
  .option('--to <time>', 'not after, RFC 3339')
  .option('--every <seconds>', 'how often to look how far it is', '5')
  .option('--api <url>', 'address of the API (default: the output of the stack)')
  .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
  .option('--json', 'print one JSON object')
  .action(async (options) => finish((await import('../lib/operator/events-export.ts')).eventsExport(options)));

const archive = hale.command('archive').description('The locked archive of the audit log.');
archive
  .command('pull')
  .description('Copy the archive bucket to a folder, only what is not there yet.')
  .argument('<folder>', 'where the copy is kept')
  .option('--scope <ids...>', 'only the logs of these organizations or projects, and the directory')
  .option('--bucket <name>', 'the bucket (default: the output of the stack)')
  .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
  .action(async (folder, options) =>
    finish((await import('../lib/operator/archive-pull.ts')).archivePull(folder, options)),
  );

const subjectKeys = hale.command('subject-keys').description("Data keys of people's parts of the log.");
subjectKeys
  .command('export')
  .description('Write the keys of people to a file for an auditor. Each of them is named in an event.')
  .requiredOption('--project <id>', 'the project')
  .requiredOption('--ticket <number>', 'of the audit or the case')
  .requiredOption('--out <file>', 'file to be written; it must not be there yet')
  .option('--subject <ids...>', 'users, also deleted ones')
  .option('--from <folder>', 'copy of the archive: everybody whom it says something of')
  .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
  .option('--function <name>', 'name or ARN of the function (default: the output of the stack)')
  .action(async (options) => finish((await import('../lib/operator/subject-keys.ts')).subjectKeysExport(options)));

hale
  .command('outbox')
  .description('Show the mail and text messages that the local cloud kept in place of sending them.')
  .option('--to <address>', 'only those to this e-mail address or telephone number')
  .option('--follow', 'wait for more, until Ctrl-C')
  .option('--json', 'print one JSON object a line')
  .action(async (options) => finish((await import('../lib/operator/outbox.ts')).outbox(options)));

const breachedList = hale.command('breached-list').description('The offline list of passwords known from breaches.');
breachedList
  .command('build')
  .description('Make the compact list from a file of Have I Been Pwned that is ordered by hash.')
  .argument('<hibp-file>', 'lines of SHA-1 and count')
  .argument('<out>', 'tenants/breached-passwords.list takes it into the deployment')
  .option('--least <count>', 'leave out what was seen less often', '100')
  .action(async (from, to, options) =>
    finish((await import('../lib/operator/breached-list.ts')).breachedListBuild(from, to, options)),
  );

const fidoMetadata = hale.command('fido-metadata').description('What makers tell of authenticators, for attestation.');
fidoMetadata
  .command('build')
  .description("Check the BLOB of FIDO's Metadata Service and keep what attestation is judged by.")
  .argument('<blob>', 'as FIDO gives it out')
  .argument('<out>', 'tenants/fido-metadata.list takes it into the deployment')
  .action(async (from, to) => finish((await import('../lib/operator/fido-metadata.ts')).fidoMetadataBuild(from, to)));

addBreachFindingsCommands(addBreachCommands(hale, finish), finish);
addComplianceCommands(hale, finish);
addDsrCommands(hale, finish);
addVerifyCommands(hale, finish);

async function finish(command: Promise<number>): Promise<void> {
  process.exitCode = await command;
}

try {
  await hale.parseAsync();
} catch (cause) {
  const { message, exitCode }: CommandError = explain(cause);
  console.error(message);
  process.exitCode = exitCode;
}

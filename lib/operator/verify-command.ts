/** The commands that an auditor runs, as both `hale` and the verifier in one file offer them. */
import type { Command } from 'commander';

/** @param finish takes the exit code. @param isDefault whether a folder alone means `verify`. */
export function addVerifyCommands(
  program: Command,
  finish: (command: Promise<number>) => Promise<void>,
  isDefault = false,
): void {
  program
    .command('verify', { isDefault })
    .description('Check a copy of the archive, without any account or network.')
    .argument('<folder>', 'as hale archive pull made it')
    .option('--keys <files...>', 'files of trusted verifier keys (default: those in the folder)')
    .option('--checkpoint <files...>', 'signed checkpoints that were kept elsewhere')
    .option('--scope <ids...>', 'only the logs of these organizations or projects, and the directory')
    .option('--since <day>', 'yyyy-mm-dd: do not open entries again that its seal covers, as an earlier run has')
    .option('--subject-keys <file>', "people's data keys: open what is sealed for them")
    .option(
      '--allow-unsigned-tail',
      'accept entries after the newest checkpoint, as there are for a minute after an event',
    )
    .option('--no-versions', 'accept, with --keys, a copy without versions.json')
    .option('--allow-missing-seals', 'accept, with --keys, days without a seal')
    .option('--json <file>', 'where to write the report; - for standard output')
    .addHelpText(
      'after',
      `
Ends with 0 when everything is as it was signed, 1 at a difference, 2 when called wrongly, 3 when entries after the
newest checkpoint are not signed, and 4 when keys were given and not all that they call for could be checked.`,
    )
    .action(async (folder, options) => finish((await import('./verify.ts')).verify(folder, options)));

  program
    .command('verify-proof')
    .description('Check the proof of one event against trusted keys, offline.')
    .argument('<file>', 'the proof')
    .requiredOption('--keys <files...>', 'files of trusted verifier keys')
    .option('--leaf <file>', 'the event (default: the one that travels in the proof)')
    .action(async (file, options) => finish((await import('./verify-proof.ts')).verifyProof(file, options)));

  program
    .command('verify-bundle')
    .description('Check signed bundles or an answer of this service, and the proof of each event in it, offline.')
    .argument('<files...>', 'the bundle, as JSON; of one in pages, all pages')
    .requiredOption('--keys <files...>', 'files of trusted verifier keys: of statements, and of the logs')
    .option('--allow-pending', 'end with 0 also where the newest events are in no checkpoint of their log yet')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Ends with 0 when everything is as it was signed, 1 at a difference, 2 when called wrongly, 4 when it holds events of logs
whose keys were not given or pages are missing, and 5 when events are in no checkpoint yet or are told of and not there.`,
    )
    .action(async (files, options) => finish((await import('./verify-bundle.ts')).verifyBundle(files, options)));
}

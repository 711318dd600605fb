/** The commands of `hale dsr`: what people ask of their own data. */
import type { Command } from 'commander';

export function addDsrCommands(program: Command, finish: (command: Promise<number>) => Promise<void>): void {
  const dsr = program
    .command('dsr')
    .description('What people ask of their own data. The secret key is in HALE_API_KEY or asked for.');
  dsr
    .command('export')
    .description('Write everything that is kept of a person to a file, signed; hale verify-bundle checks it.')
    .argument('<user>', 'id of the person, also of one who was deleted')
    .requiredOption('--requested-by <who>', 'who asked for it; it is sealed into the log')
    .option('--notes <text>', 'what is to be remembered of it; sealed too')
    .option('--request <id>', 'a request that came in before, which this answers')
    .option('--background', 'have it written in the background, however small it is')
    .option('--output <file>', 'where to write it (default: subject-<user>.bundle.json)')
    .option('--every <seconds>', 'how often to look how far it is', '5')
    .option('--api <url>', 'address of the API (default: the output of the stack)')
    .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
    .option('--json', 'print one JSON object')
    .action(async (user, options) => finish((await import('./dsr-export.ts')).dsrExport(user, options)));
}

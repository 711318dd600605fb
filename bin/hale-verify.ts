#!/usr/bin/env node
/** The verifier alone, as an auditor gets it: `npm run build:verifier` makes it one file that needs nothing but Node. */
import { Command } from 'commander';
import { type CommandError, explain } from '../lib/operator/command-error.ts';
import { addVerifyCommands } from '../lib/operator/verify-command.ts';

/** Of Node, for what the verifier uses of it. */
const OLDEST_MAJOR = 22;

const program = new Command('hale-verify')
  .description('Check what a Hale deployment has logged, without any account or network.')
  .showHelpAfterError('Add --help to see how it is called.')
  .exitOverride(({ exitCode }) => process.exit(exitCode && 2));
addVerifyCommands(program, finish, true);

async function finish(command: Promise<number>): Promise<void> {
  process.exitCode = await command;
}

try {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_MAJOR) throw new Error('Node 22 or newer is needed.');
  await program.parseAsync();
} catch (cause) {
  const { message, exitCode }: CommandError = explain(cause);
  console.error(message);
  process.exitCode = exitCode;
}

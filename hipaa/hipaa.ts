/**
 * `npm run hipaa`: runs every proof that the control matrix cites, prints the counts, writes the matrix and the evidence.
 * `-- --check` writes no matrix, and fails where the committed one is not what was proven. `-- live` asks a deployment.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { type CommandError, explain } from '../lib/operator/command-error.ts';
import { conclude, isStale, MATRIX, ROOT } from './conclude.ts';
import { controlsText } from './controls.ts';
import { askDeployment } from './deployment/ask.ts';
import { writeEvidence } from './evidence.ts';
import { runProofs } from './run-proofs.ts';
import { SECTIONS } from './safeguards.ts';

const CONTROLS = join(ROOT, 'lambdas/compliance/controls.json');

function prove({ check = false }: { check?: boolean }): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'hale-hipaa-'));
  try {
    const conclusion = conclude(runProofs(SECTIONS, folder), folder);
    const { lines, faults, matrix } = conclusion;
    const stale = isStale(matrix);
    if (!check && faults.length === 0) {
      writeFileSync(MATRIX, matrix);
      writeFileSync(CONTROLS, controlsText());
    }
    console.log([...lines, ...faults.map((fault) => `GAP ${fault}`)].join('\n'));
    console.log(`Evidence in ${writeEvidence(conclusion, new Date())}`);
    if (check && stale) console.log('hipaa/control-mapping.md is not what was proven: npm run hipaa writes it anew');
    return faults.length === 0 && !(check && stale);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const program = new Command('hipaa')
  .description('Prove the control matrix: run what its rows cite, and write it with the evidence.')
  .option('--check', 'write no matrix; fail where the committed one is not what was proven')
  .action((options) => {
    process.exitCode = prove(options) ? 0 : 1;
  });
program
  .command('live')
  .description('Ask a deployment that runs, reading alone, and write down what was found.')
  .option('--tenant <name>', 'tenant file whose deployment it is (default: the only one)')
  .option('--local', 'ask the local cloud of this checkout instead of AWS')
  .option('--address <url>', 'where clients reach it (default: the issuer of the tenant)')
  .option('--out <folder>', 'where the evidence is written (default: dist/hipaa-evidence-<tenant>)')
  .action(async (options) => {
    process.exitCode = (await askDeployment(options)) ? 0 : 1;
  });

try {
  await program.parseAsync();
} catch (cause) {
  const { message, exitCode }: CommandError = explain(cause);
  console.error(message);
  process.exitCode = exitCode;
}

/**
 * The evidence of a run, for an auditor: `dist/hipaa-evidence/` with the matrix, each verdict with its proofs, what every
 * check looked at, each test that is cited with its outcome, and a manifest with the hash of every file.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTenants } from '../lib/tenant.ts';
import { type Conclusion, ROOT } from './conclude.ts';
import { countsOf } from './judge.ts';

const EVIDENCE = join(ROOT, 'dist/hipaa-evidence');
/** Made from the template, and of use to whoever reads the rest. */
const BESIDE = ['inventory.json', 'data-flow.svg'];

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

const verdictsOf = ({ judged }: Conclusion) =>
  judged.map((one) => ({
    section: one.section.number,
    counts: countsOf(one),
    rows: one.verdicts.map(({ row, status, proofs }) => ({
      citation: row.citation,
      title: row.title,
      status,
      ...(row.because !== undefined && { because: row.because }),
      proofs,
    })),
  }));

/** Tests of the files that rows cite, and of no other. */
function testsOf({ judged, evidence }: Conclusion): Record<string, unknown> {
  const cited = new Set(judged.flatMap(({ section }) => section.rows.flatMap(({ tests = {} }) => Object.keys(tests))));
  return Object.fromEntries([...evidence.ran].filter(([file]) => cited.has(file)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Physical safeguards are AWS's, Region by Region: which ones, and where the tenants of this checkout are (A39). */
const inheritedOf = ({ judged }: Conclusion) => ({
  from: 'Amazon Web Services',
  attestations: 'AWS Artifact, in the account of the operator',
  regions: readTenants(join(ROOT, 'tenants')).map(({ name, region }) => ({ tenant: name, region })),
  safeguards: judged.flatMap(({ section }) =>
    section.rows.flatMap(({ citation, title, because = '' }) =>
      because.startsWith('inherited from AWS') ? [{ citation, title }] : [],
    ),
  ),
});

/** One entry for each file, in the order of names. */
export function manifestOf(folder: string): { name: string; bytes: number; sha256: string }[] {
  return readdirSync(folder)
    .filter((name) => name !== 'manifest.json')
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      return { name, bytes: bytes.byteLength, sha256: sha256(bytes) };
    });
}

/** Replaces what an earlier run left. @returns the folder. */
export function writeEvidence(conclusion: Conclusion, now: Date, folder = EVIDENCE): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files: Record<string, string> = {
    'control-mapping.md': conclusion.matrix,
    'verdicts.json': json(verdictsOf(conclusion)),
    'findings.json': json(conclusion.evidence.findings),
    'tests.json': json(testsOf(conclusion)),
    'inherited.json': json(inheritedOf(conclusion)),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const name of BESIDE) {
    const from = join(ROOT, 'hipaa', name);
    if (existsSync(from)) copyFileSync(from, join(folder, name));
  }
  const manifest = {
    made_at: now.toISOString(),
    commit: git('rev-parse', 'HEAD') ?? 'unknown',
    // What was tested may not be what is committed.
    uncommitted_changes: git('status', '--porcelain') !== '',
    node: process.version,
    holds: conclusion.faults.length === 0,
    files: manifestOf(folder),
  };
  writeFileSync(join(folder, 'manifest.json'), json(manifest));
  return folder;
}

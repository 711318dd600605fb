/**
 * What checks found in a run, one file each in a folder that the environment names, beside the reports of vitest. A run of
 * some test files by hand leaves nothing.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './check.ts';

/** Names the folder, in the environment of the run. */
export const FINDINGS = 'HALE_FINDINGS';

export type CheckKind = 'template' | 'live';
const NAMED = /^(template|live)-[0-9a-f-]{36}\.json$/;

export interface Found extends Finding {
  readonly says: string;
}

/** Check → what it found. */
export type Findings = Readonly<Record<CheckKind, Readonly<Record<string, Found>>>>;

export function leaveFindings(
  kind: CheckKind,
  findings: Readonly<Record<string, Found>>,
  folder = process.env[FINDINGS],
): void {
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${kind}-${randomUUID()}.json`), JSON.stringify({ kind, findings }));
}

export function collectFindings(folder: string): Findings {
  const all: Record<CheckKind, Record<string, Found>> = { template: {}, live: {} };
  const files = existsSync(folder) ? readdirSync(folder) : [];
  for (const file of files.filter((name) => NAMED.test(name))) {
    const { kind, findings } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      kind: CheckKind;
      findings: Record<string, Found>;
    };
    Object.assign(all[kind], findings);
  }
  return all;
}

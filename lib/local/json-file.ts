// Small JSON files that outlive a run: written whole or not at all, readable by their owner only.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Undefined where there is no such file, or one that is not JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

export function writeJson(path: string, value: unknown): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(partial, path);
}

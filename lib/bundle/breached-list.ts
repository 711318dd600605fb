/** Puts the list of breached passwords, where the checkout has one, beside each function that looks up in it. */
import { constants, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What `hale breached-list build` makes for the deployment: it stays out of the repository. */
export const BREACHED_LIST = join(import.meta.dirname, '../../tenants/breached-passwords.list');

/** Whoever bundles this file looks up. */
const READER = 'lambdas/password/breached-list.ts';
const NAME = 'breached-passwords.list';

/** As a build describes its outputs: by path, with what went into each. */
export type Outputs = Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;

const isThere = (path: string, source: string): boolean =>
  existsSync(path) &&
  statSync(path).size === statSync(source).size &&
  statSync(path).mtimeMs >= statSync(source).mtimeMs;

/** @param folder of the functions, `<id>/` in it. */
export function placeBreachedList(folder: string, ids: readonly string[], outputs: Outputs, source: string): void {
  for (const id of ids) {
    const path = join(folder, id, NAME);
    const [, output] = Object.entries(outputs).find(([file]) => file.endsWith(`/${id}/index.mjs`)) ?? [];
    if (!existsSync(source) || !output || !(READER in output.inputs)) rmSync(path, { force: true });
    else if (!isThere(path, source)) {
      copyFileSync(source, `${path}.${process.pid}`, constants.COPYFILE_FICLONE);
      renameSync(`${path}.${process.pid}`, path);
    }
  }
}

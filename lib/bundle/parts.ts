/**
 * What a function loads only when it is asked for: a file beside it, built by itself, so that the function starts without
 * it. A part is a file that a function imports dynamically.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

export interface Part {
  /** Of the file that is written: `<name>.mjs`. */
  readonly name: string;
  readonly source: string;
  /** A file of the deployer's that lies beside it, where there is one. */
  readonly data: string;
}

/** Attestation certificates, and what `hale fido-metadata` made of FIDO's BLOB. */
export const CERTIFICATES: Part = {
  name: 'certificates',
  source: 'lambdas/passkey/certificates.ts',
  data: 'fido-metadata.list',
};

const TENANTS = join(import.meta.dirname, '../../tenants');

/** Leaves the import of a part in the function, where it finds the file when it first needs it. */
export const parts: Plugin = {
  name: 'parts',
  setup(build) {
    build.onResolve({ filter: /\/certificates\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${CERTIFICATES.name}.mjs`, external: true } : undefined,
    );
  },
};

/** Functions that load the part. @param outputs of their build. */
export const readersOf = ({ name }: Part, ids: readonly string[], outputs: Metafile['outputs']): string[] =>
  ids.filter((id) =>
    Object.entries(outputs).some(
      ([file, { imports }]) =>
        file.endsWith(`/${id}/index.mjs`) && imports.some(({ path }) => path === `./${name}.mjs`),
    ),
  );

/** @param folder of a function that loads the part. @param from where the deployer keeps such files. */
export function placeData({ data }: Part, folder: string, from = TENANTS): void {
  const source = join(from, data);
  if (existsSync(source)) copyFileSync(source, join(folder, data));
  else rmSync(join(folder, data), { force: true });
}

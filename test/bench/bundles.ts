/** The functions under measurement, bundled as they are deployed, and the usual stack bundled as esbuild does by itself. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundle, settings } from '../../lib/bundle/bundle.ts';

export interface BenchBundles {
  /** Holds `<id>/index.mjs`. */
  readonly ours: string;
  readonly usual: string;
  /** The sign-in function built as ours, with the SDK's clients within reach: `opened/index.mjs`. */
  readonly opened: string;
  remove(): void;
}

export const SIGN_IN = 'passkey/finish-sign-in';
export const PASSWORD_SIGN_IN = 'password/sign-in';
export const USUAL = { signIn: 'finish-sign-in', checkSession: 'check-session', empty: 'empty' } as const;

export const OPENED = 'opened';

export const fileOf = (folder: string, id: string): string => join(folder, id, 'index.mjs');
export const bytesOf = (folder: string, id: string): number => statSync(fileOf(folder, id)).size;

const REQUIRE = `import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);`;

export async function makeBundles(): Promise<BenchBundles> {
  const folder = mkdtempSync(join(tmpdir(), 'hale-bench-'));
  const { folder: ours } = await bundle({ out: join(folder, 'ours') });
  const usual = join(folder, 'usual');
  const source = join(import.meta.dirname, 'usual-stack');
  const empty = join(folder, 'empty.ts');
  writeFileSync(empty, 'export const handler = async () => ({ statusCode: 200 });');
  await build({
    entryPoints: [
      { in: join(source, 'finish-sign-in.ts'), out: join(USUAL.signIn, 'index') },
      { in: join(source, 'check-session.ts'), out: join(USUAL.checkSession, 'index') },
      { in: empty, out: join(USUAL.empty, 'index') },
    ],
    outdir: usual,
    outExtension: { '.js': '.mjs' },
    banner: { js: REQUIRE },
    bundle: true,
    format: 'esm',
    legalComments: 'none',
    logLevel: 'error',
    mainFields: ['module', 'main'],
    minify: true,
    platform: 'node',
    target: 'node24',
  });
  const opened = join(folder, 'opened');
  await build({
    ...settings(),
    entryPoints: [{ in: join(import.meta.dirname, 'opened.ts'), out: join(OPENED, 'index') }],
    outdir: opened,
  });
  return { ours, usual, opened, remove: () => rmSync(folder, { recursive: true }) };
}

/**
 * Builds every function in one run: an ES module each, the SDK inside. The same sources give the same bytes, so the
 * asset's hash tells whether a function changed, and source maps can be made when somebody has a stack trace to read.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type BuildOptions, build, stop } from 'esbuild';
import { routes } from '../../lambdas/routes.ts';
import { triggers } from '../../lambdas/triggers.ts';
import { aliases, certificateAliases } from './aliases.ts';
import { BREACHED_LIST, placeBreachedList } from './breached-list.ts';
import { placeDocumentFont } from './document-font.ts';
import { CERTIFICATES, parts, placeData, readersOf } from './parts.ts';
import { builtins, clients, pureFiles, substitutes } from './tuning.ts';

const ROOT = join(import.meta.dirname, '../..');
const ENTRY = 'index.mjs';

/** Folders of all functions, sorted. */
export const FUNCTIONS: readonly string[] = [
  ...new Set([...Object.values(routes).map(({ id }) => id), ...Object.keys(triggers)]),
].sort();

/** CommonJS inside an ES module asks for `require`. A long name: the minifier takes the short ones for the bundle's own. */
export const BANNER = `import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);`;

/** esbuild is a Go program, and takes a third of its time to collect its garbage: it is ended instead. */
const UNCOLLECTED = { GOGC: 'off', GOMEMLIMIT: '3GiB' };

export interface Bundles {
  /** Holds `<id>/index.mjs`. */
  readonly folder: string;
  /** Bytes of each function, minified. */
  readonly bytes: Readonly<Record<string, number>>;
  /** Aliased modules that no function asks for: renamed in a new version of their package, or no longer needed. */
  readonly unused: readonly string[];
}

/** How a function is built. @param used collects the aliased modules that the build asked for. */
export const settings = (used = new Set<string>()) =>
  ({
    absWorkingDir: ROOT,
    outExtension: { '.js': '.mjs' },
    banner: { js: BANNER },
    bundle: true,
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
    mainFields: ['module', 'main'],
    minify: true,
    platform: 'node',
    plugins: [parts, builtins, pureFiles, clients, substitutes(used)],
    target: 'node24',
  }) as const satisfies BuildOptions;

export interface BundleOptions {
  /** Folder for `lambdas/<id>/index.mjs`; other processes may read it meanwhile. */
  readonly out?: string;
  /** Of passwords, for the functions that look up in it; it need not be there. */
  readonly breachedList?: string;
  /** Whether `maps/<id>.map` are made too, which takes half as long again. */
  readonly maps?: boolean;
}

export async function bundle(options: BundleOptions = {}): Promise<Bundles> {
  const { out = join(ROOT, 'dist'), breachedList = BREACHED_LIST, maps = false } = options;
  const folder = join(out, 'lambdas');
  const used = new Set<string>();
  // Read when esbuild starts, which is with the first build.
  Object.assign(process.env, { ...UNCOLLECTED, ...process.env });
  const { outputFiles, metafile } = await build({
    ...settings(used),
    entryPoints: FUNCTIONS.map((id) => ({ in: join('lambdas', id, 'handler.ts'), out: join(id, 'index') })),
    outdir: folder,
    sourcemap: maps && 'external',
    sourcesContent: false,
    metafile: true,
    write: false,
  });
  const bytes: Record<string, number> = {};
  for (const { path, contents } of outputFiles) {
    const [id = ''] = relative(folder, path).split(`${sep}${ENTRY}`);
    if (path.endsWith('.map')) write(join(out, 'maps', `${id}.map`), contents);
    else {
      write(path, contents);
      bytes[id] = contents.byteLength;
    }
  }
  placeBreachedList(folder, FUNCTIONS, metafile.outputs, breachedList);
  placeDocumentFont(folder, FUNCTIONS, metafile.outputs);
  await addCertificates(folder, readersOf(CERTIFICATES, FUNCTIONS, metafile.outputs), used);
  await stop();
  const unused = [...aliases, ...certificateAliases].map(({ module }) => module).filter((module) => !used.has(module));
  return { folder, bytes, unused };
}

/** The part that judges certificates, beside each function that loads it. */
async function addCertificates(folder: string, ids: readonly string[], used: Set<string>): Promise<void> {
  const { name, source } = CERTIFICATES;
  const { outputFiles } = await build({
    ...settings(),
    plugins: [builtins, pureFiles, substitutes(used, certificateAliases)],
    entryPoints: [{ in: source, out: name }],
    outdir: folder,
    write: false,
  });
  for (const id of ids) {
    for (const { contents } of outputFiles) write(join(folder, id, `${name}.mjs`), contents);
    placeData(CERTIFICATES, join(folder, id));
  }
}

/** Leaves an equal file alone and replaces another whole, so that nobody reads half of one. */
function write(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.${process.pid}`;
  writeFileSync(next, contents);
  renameSync(next, path);
}

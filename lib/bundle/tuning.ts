/** What makes bundles small and quick to load: esbuild plugins that carry out `aliases.ts` and import Node's modules well. */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { type Alias, aliases, errorClasses, lazyBuiltins, pure } from './aliases.ts';

const FOLDER = join(import.meta.dirname, 'substitutes');
const IN_PACKAGE = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/;

/** Package and file within it. */
function inPackage(path: string): { name: string; file: string } | undefined {
  const [, name, file] = IN_PACKAGE.exec(path) ?? [];
  return name !== undefined && file !== undefined ? { name, file } : undefined;
}

/** @param used collects the modules of the aliases that the build asked for. */
export function substitutes(used: Set<string>, among: readonly Alias[] = aliases): Plugin {
  return {
    name: 'substitutes',
    setup(build) {
      build.onLoad({ filter: /\/node_modules\/.*\.m?js$/ }, ({ path }) => {
        const found = inPackage(path);
        const whole = found && `${found.name}/${found.file}`;
        const alias = among.find(({ module }) => module === found?.name || module === whole);
        if (!alias) return undefined;
        used.add(alias.module);
        return {
          contents: readFileSync(join(FOLDER, `${alias.substitute}.ts`), 'utf8'),
          loader: 'ts',
          resolveDir: FOLDER,
        };
      });
    },
  };
}

/**
 * `import` of a Node module reads all that it exports, and some of that is loaded only then: with node:http comes a
 * WebSocket client, 35 ms of CPU. This takes only what is named.
 */
export const builtins: Plugin = {
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /^[a-z0-9_:/]+$/ }, ({ path, kind }) =>
      isBuiltin(path) && kind === 'import-statement'
        ? { path: path.replace(/^node:/, ''), namespace: 'builtin', sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const module = `process.getBuiltinModule('node:${path}')`;
      const names = Object.keys(process.getBuiltinModule(`node:${path}`) ?? {}).filter((name) => name !== 'default');
      const list = names.map((name, index) => `v${index} as ${JSON.stringify(name)}`);
      const lazy = lazyBuiltins.includes(path);
      const members = names.map((name, index) => {
        const member = `[${JSON.stringify(name)}]`;
        // A function by its name: a class or a constant must be there when it is first read.
        return lazy && /^[a-z]/.test(name) && name !== 'constants'
          ? `const v${index} = (...given) => ${module}${member}(...given);`
          : `const v${index} = /* @__PURE__ */ (() => all${member})();`;
      });
      const all = `const all = /* @__PURE__ */ ${module};`;
      return { contents: [all, ...members, `export { all as default, ${list.join(', ')} };`].join('\n') };
    });
  },
};

/** Lets the bundler drop files of `pure` packages of which nothing is used. */
export const pureFiles: Plugin = {
  name: 'pure-files',
  setup(build) {
    build.onResolve({ filter: /^[@.]/ }, async ({ path, pluginData, ...rest }) => {
      const importer = inPackage(rest.importer)?.name ?? '';
      if (
        pluginData === pureFiles ||
        !pure.some((name) => importer === name || path === name || path.startsWith(`${name}/`))
      )
        return undefined;
      const resolved = await build.resolve(path, { ...rest, pluginData: pureFiles });
      return pure.includes(inPackage(resolved.path)?.name ?? '') ? { ...resolved, sideEffects: false } : resolved;
    });
  },
};

const REGISTRATION = /^\w+\.registerError\((\w+)\$, \1\);$/gm;

/** Leaves error classes out that nothing names, and all of a client's package.json but its version. */
export const clients: Plugin = {
  name: 'clients',
  setup(build) {
    build.onLoad(
      { filter: /\/node_modules\/@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(REGISTRATION, (line, name: string) =>
          errorClasses.includes(name) || name.endsWith('ServiceException') ? line : '',
        ),
      }),
    );
    build.onLoad({ filter: /\/node_modules\/@aws-sdk\/client-[\w-]+\/package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

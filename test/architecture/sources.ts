/** The files of the checkout as Git sees them: committed, or new and not ignored. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });

export const files: readonly string[] = [...new Set(listed.split('\n'))]
  .filter((file) => file && existsSync(file))
  .sort();

/** Files whose path matches, with their text. */
export const read = (pattern: RegExp): { readonly file: string; readonly text: string }[] =>
  files.filter((file) => pattern.test(file)).map((file) => ({ file, text: readFileSync(file, 'utf8') }));

/** What people write and read: no lock file, no generated document. */
export const WRITTEN =
  /^(?!package-lock\.json$|docs\/openapi\.json$).*\.(ts|tsx|cjs|mjs|py|md|json|txt|html|css|ya?ml)$/;
/** Everything that runs. */
export const SOURCE = /^(bin|lib|lambdas|console|hipaa|scripts|test)\/.*\.(ts|tsx|mjs|py)$|^[^/]+\.(ts|cjs)$/;

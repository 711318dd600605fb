/** Where the code calls AWS, read from the sources: `file:line` of every `.send(` of an SDK client. */
import { globSync, readFileSync } from 'node:fs';

const FUNCTION = /^(?:export )?(?:(?:async )?function\*? |const )(\w+)/;

/** @param except names of functions whose calls are somebody else's. */
export function callSites(pattern: RegExp, except: readonly string[] = []): string[] {
  return globSync('lambdas/**/*.ts')
    .filter((file) => pattern.test(file))
    .flatMap((file) => {
      let within = '';
      return readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          within = FUNCTION.exec(line)?.[1] ?? within;
          return line.includes('.send(') && !except.includes(within) ? [`${file}:${index + 1}`] : [];
        });
    });
}

/** Where the code calls AWS, read from the sources: `file:line` of every `.send(` of an SDK client. */
import { globSync, readFileSync } from 'node:fs';

export function callSites(pattern: RegExp): string[] {
  return globSync('lambdas/**/*.ts').flatMap((file) =>
    pattern.test(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .flatMap((line, index) => (/\.send\(/.test(line) ? [`${file}:${index + 1}`] : []))
      : [],
  );
}

/** What a document may name: everything that Hale declares once as data, and what its command line says of itself. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CATALOGUE } from '../../lambdas/audit/catalogue.ts';
import { ROLES } from '../../lambdas/operator/operator.ts';
import { INHERIT } from '../../lambdas/organization/policy.ts';
import { settingsOf } from '../../lambdas/project/settings.ts';
import { type Route, routes } from '../../lambdas/routes.ts';
import { ERRORS } from '../../lambdas/shared/errors.ts';
import { ID_PREFIXES } from '../../lambdas/shared/ids.ts';
import { openapi } from '../../lambdas/shared/openapi.ts';
import { SCOPES } from '../../lambdas/shared/scopes.ts';
import { type Trigger, triggers } from '../../lambdas/triggers.ts';
import { tenantSchema } from '../../lib/tenant.ts';
import type { Names } from './document-names.ts';
import { files, read } from './sources.ts';

/** Property names and enumerated words of a JSON document, wherever they stand. */
function wordsOf(schema: unknown, found: Set<string>): Set<string> {
  if (Array.isArray(schema)) for (const each of schema) wordsOf(each, found);
  else if (schema !== null && typeof schema === 'object')
    for (const [name, value] of Object.entries(schema)) {
      if (name === 'properties') for (const member of Object.keys(value as object)) found.add(member);
      if (name === 'enum') for (const word of value as unknown[]) found.add(String(word));
      if (name === 'const') found.add(String(value));
      if (name === 'parameters')
        for (const { name: parameter } of value as { name?: string }[]) found.add(String(parameter));
      wordsOf(value, found);
    }
  return found;
}

const declared = (file: RegExp, pattern: RegExp): string[] =>
  read(file).flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name]) => name ?? ''));

/** What stands in capitals in the sources: environment variables. */
const VARIABLE = /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/g;
/** One file makes all that holds state. */
const DATA_STACK = /^lib\/stacks\/data-stack\.ts$/;

export function knownNames(): Names {
  const words = wordsOf(openapi(routes, 'test'), new Set<string>());
  wordsOf(tenantSchema.toJSONSchema({ unrepresentable: 'any' }), words);
  for (const { detail } of Object.values(CATALOGUE)) for (const member of Object.keys(detail)) words.add(member);
  const more: readonly (readonly string[])[] = [
    Object.keys(INHERIT),
    Object.keys(settingsOf({}, 'live')),
    Object.keys(ERRORS),
    Object.values(triggers).flatMap(({ alarms = [] }: Trigger) => alarms.map(({ metric }) => metric)),
    Object.values<Route>(routes).map(({ id }) => id),
    Object.keys(triggers),
    SCOPES,
    ROLES,
  ];
  for (const word of more.flat()) words.add(word);
  return {
    routes: Object.keys(routes),
    events: Object.keys(CATALOGUE),
    words,
    prefixes: Object.values(ID_PREFIXES),
    tables: declared(DATA_STACK, /(\w+): \w+Table\(/g),
    buckets: declared(DATA_STACK, /(\w+): \w+Bucket\(/g),
    variables: new Set(declared(/^(bin|lib|lambdas|scripts)\/.*\.ts$/, VARIABLE)),
    scripts: Object.keys(JSON.parse(read(/^package\.json$/)[0]?.text ?? '{}').scripts),
    files: new Set(files),
  };
}

const run = promisify(execFile);
const usages = new Map<string, Promise<string>>();

/** What the command says of itself; of a command that is not there, what the one above it says. */
export function usageOf(command: string): Promise<string> {
  const known = usages.get(command);
  if (known) return known;
  const [, ...path] = command.split(' ');
  const usage = run(process.execPath, ['bin/hale.ts', ...path, '--help']).then(({ stdout }) => stdout);
  usages.set(command, usage);
  return usage;
}

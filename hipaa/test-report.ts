/** What vitest's JSON reports say of named tests: whether each was there, and passed. */
import { relative } from 'node:path';

interface Report {
  readonly testResults?: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** Test file, relative to the root → every test in it that ran. */
export type Ran = ReadonlyMap<string, readonly { readonly title: string; readonly passed: boolean }[]>;

/** @param reports as vitest wrote them. @param root what the files of the report are below. */
export function readReports(reports: readonly string[], root: string): Ran {
  const ran = new Map<string, { title: string; passed: boolean }[]>();
  for (const text of reports) {
    for (const { name, assertionResults } of (JSON.parse(text) as Report).testResults ?? []) {
      const file = relative(root, name);
      const tests = assertionResults.map(({ title, status }) => ({ title, passed: status === 'passed' }));
      ran.set(file, [...(ran.get(file) ?? []), ...tests]);
    }
  }
  return ran;
}

/** `%s`, `%i`, `%j`, `%o`, `%#`, `$name`: what vitest fills in where one line makes many tests. */
const PLACEHOLDER = /%[sdifjo#p]|\$\w+(?:\.\w+)*/g;

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The titles that a line of source gives its tests. */
export function patternOf(title: string): RegExp {
  const parts = title.split(PLACEHOLDER).map(literally);
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`);
}

/** Why the test proves nothing; nothing where it ran and passed, and all of them where it is many. */
export function faultOf(ran: Ran, file: string, title: string): string | undefined {
  const pattern = patternOf(title);
  const tests = (ran.get(file) ?? []).filter((one) => pattern.test(one.title));
  if (tests.length === 0) return `did not run: ${file}: ${title}`;
  const failed = tests.filter(({ passed }) => !passed);
  return failed.length > 0 ? `failed: ${file}: ${failed.map((one) => one.title).join('; ')}` : undefined;
}

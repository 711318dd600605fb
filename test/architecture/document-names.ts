/**
 * What a document names, and what of it is not there: routes, events, tables, buckets, settings, commands, variables and
 * files. Whatever stands between backticks must be one of these. Pure, but for the command line that `usageOf` asks.
 */
export interface Names {
  /** 'METHOD /path' each. */
  readonly routes: readonly string[];
  readonly events: readonly string[];
  /** Settings, members of bodies and policies, roles, scopes, error codes, metrics, words of lists. */
  readonly words: ReadonlySet<string>;
  /** Of ids, such as `user`. */
  readonly prefixes: readonly string[];
  readonly tables: readonly string[];
  readonly buckets: readonly string[];
  /** Of the environment. */
  readonly variables: ReadonlySet<string>;
  /** `npm run` each. */
  readonly scripts: readonly string[];
  readonly files: ReadonlySet<string>;
}

const FENCE = /^```(\w*)\n(.*?)^```$/gms;
const SPAN = /`([^`\n]+)`/g;
/** A path of the API, behind an address, a variable that holds one, or nothing. */
const PATH = /(?:^|[\s"'(>`]|\$\{?\w+\}?|https?:\/\/[\w.:-]+)(\/(?:v1|scim\/v2|\.well-known)\/[^\s"'`?),;|]*)/gm;
const KNOWN_METHOD = /^(GET|POST|PUT|PATCH|DELETE) (\/\S*)$/;
const FILE = /^[\w.-]+(?:\/[\w.*-]+)*(?:\/|\.(?:md|ts|cjs|mjs|json|csv|svg|py|pdf|ndjson|list|file))$/;

/** Shell blocks with their continued lines joined. */
export const shellBlocks = (text: string): string[] =>
  [...text.matchAll(FENCE)]
    .filter(([, language]) => language === 'sh')
    .map(([, , body = '']) => body.replaceAll('\\\n', ' '));

/** A path as it may be written: `{id}`, `$ID`, or an id itself stand for a parameter. */
const isParameter = (segment: string): boolean => /^(?:\{\w+\}|\$\{?\w+\}?|[a-z]+_…|…)$/.test(segment);

function isRoute({ routes }: Names, method: string | undefined, path: string): boolean {
  const asked = path.replace(/[.:]+$/, '').split('/');
  return routes.some((route) => {
    const [declared = '', pattern = ''] = route.split(' ');
    const segments = pattern.split('/');
    if (method !== undefined && declared !== method) return false;
    return (
      segments.length === asked.length &&
      segments.every(
        (segment, at) => segment === asked[at] || (segment.startsWith('{') && isParameter(asked[at] ?? '')),
      )
    );
  });
}

function methodOf(curl: string): string {
  const named = /(?:-X|--request)\s*(\w+)/.exec(curl)?.[1];
  return named ?? (/\s(?:-d|--data\S*|--json)\s/.test(curl) ? 'POST' : 'GET');
}

/** Calls of `hale` in a line of shell or between backticks: the command, and its options. */
function haleCalls(text: string): { readonly command: string; readonly options: readonly string[] }[] {
  return [...text.matchAll(/(?:^|[\s(|&;])hale((?: +--local)?(?: +[a-z][a-z-]*)+)([^|&;\n)]*)/g)].map(
    ([, path = '', rest = '']) => ({
      command: `hale ${path
        .replace(/--local/, '')
        .trim()
        .split(/\s+/)
        .join(' ')}`,
      options: [...rest.matchAll(/(?<=\s)(--[a-z][a-z-]*)/g)].map(([, option = '']) => option),
    }),
  );
}

const npmCalls = (text: string): string[] =>
  [...text.matchAll(/npm run(?: -s| --silent)? ([\w:.-]+)/g)].map(([, script = '']) => script);

function wrongPaths(text: string, names: Names): string[] {
  return [...text.matchAll(PATH)]
    .map(([, path = '']) => path)
    .filter((path) => !isRoute(names, undefined, path))
    .map((path) => `route ${path}`);
}

function wrongInShell(block: string, names: Names): string[] {
  const calls = block.split(/\n|\|(?!\|)|&&|\$\(/).filter((line) => /\bcurl\b/.test(line));
  const asked = calls.flatMap((curl) =>
    [...curl.matchAll(PATH)]
      .map(([, path = '']) => ({ method: methodOf(curl), path }))
      .filter(({ method, path }) => !isRoute(names, method, path))
      .map(({ method, path }) => `route ${method} ${path}`),
  );
  const variables = [...block.matchAll(/\$\{?((?:HALE|AUTHIO|AWS)_[A-Z0-9_]+)/g)]
    .map(([, name = '']) => name)
    .filter(
      (name) => !names.variables.has(name) && !new RegExp(`^\\s*(?:export )?${name}=|\\b${name}=`, 'm').test(block),
    );
  return [...asked, ...variables.map((name) => `variable ${name}`)];
}

function fileIsThere({ files }: Names, path: string): boolean {
  if (path.endsWith('/')) return [...files].some((file) => file.startsWith(path));
  if (!path.includes('*')) return files.has(path) || files.has(`hipaa/${path}`);
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
  return [...files].some((file) => pattern.test(file));
}

/** What is wrong about one thing between backticks; nothing for what is known. */
function wrongSpan(span: string, names: Names): string | undefined {
  const route = KNOWN_METHOD.exec(span);
  if (route) return isRoute(names, route[1], route[2] ?? '') ? undefined : `route ${span}`;
  if (span.startsWith('/')) return isRoute(names, undefined, span) ? undefined : `route ${span}`;
  if (/^(npx )?(hale|npm|cdk|vitest|git|aws) /.test(span)) return undefined;
  if (names.words.has(span)) return undefined;
  if (names.events.includes(span)) return undefined;
  if (/^[a-z_]+\.\*$/.test(span) && names.events.some((event) => event.startsWith(span.slice(0, -1)))) return undefined;
  if (FILE.test(span)) return fileIsThere(names, span) ? undefined : `file ${span}`;
  if (/^[a-z_]+(\.[a-z_]+)+$/.test(span)) return `event ${span}`;
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(span)) return names.variables.has(span) ? undefined : `variable ${span}`;
  const prefix = /^([a-z]+)_…?$/.exec(span)?.[1];
  if (prefix !== undefined) return names.prefixes.includes(prefix) ? undefined : `id ${span}`;
  const setting = /^"?(\w+)"?: ?"?([\w-]+)"?$/.exec(span);
  if (setting)
    return [setting[1], setting[2]].every((word = '') => names.words.has(word) || /^\d+$/.test(word))
      ? undefined
      : `setting ${span}`;
  return `name ${span}`;
}

/** Between backticks before "table" and "bucket". */
const STORE = /`(\w+)` (table|bucket)/g;

function wrongSpans(text: string, names: Names): string[] {
  const stores = [...text.matchAll(STORE)].map(([, name = '', kind]) => ({ name, kind }));
  const wrongStores = stores
    .filter(({ name, kind }) => !(kind === 'table' ? names.tables : names.buckets).includes(name))
    .map(({ name, kind }) => `${kind} ${name}`);
  const rest = text.replace(STORE, '');
  const wrong = [...rest.matchAll(SPAN)].map(([, span = '']) => wrongSpan(span, names));
  return [...wrongStores, ...wrong.filter((one) => one !== undefined)];
}

/** Sections of 45 CFR Part 164, subparts A, C, D and E. */
const SECTIONS: readonly (readonly [subpart: number, sections: string])[] = [
  [1, '02 03 04 05 06'],
  [3, '02 04 06 08 10 12 14 16 18'],
  [4, '00 02 04 06 08 10 12 14'],
  [5, '00 01 02 04 06 08 09 10 12 14 20 22 24 26 28 30 32 34 35'],
];
const CITATION = /(?<![\d.])164\.(\d)(\d\d)(?!\d)/g;

function wrongCitations(text: string): string[] {
  const cited = [...text.matchAll(CITATION)].filter(([, subpart, section = '']) => {
    const known = SECTIONS.find(([number]) => number === Number(subpart))?.[1].split(' ') ?? [];
    return !known.includes(section);
  });
  return cited.map(([citation]) => `citation ${citation}`);
}

/** Everything that the document names and that is not there, but for commands. */
export function wrongNames(text: string, names: Names): string[] {
  const prose = text.replace(FENCE, '');
  const scripts = npmCalls(text).filter((script) => !names.scripts.includes(script));
  return [
    ...wrongSpans(prose, names),
    ...wrongPaths(prose.replace(SPAN, ''), names),
    ...shellBlocks(text).flatMap((block) => wrongInShell(block, names)),
    ...scripts.map((script) => `script ${script}`),
    ...wrongCitations(text),
  ];
}

/** Commands and options of `hale` that are not there. */
export async function wrongCommands(text: string, usageOf: (command: string) => Promise<string>): Promise<string[]> {
  const spans = [...text.replace(FENCE, '').matchAll(SPAN)].map(([, span = '']) => span);
  const calls = [...shellBlocks(text), ...spans].flatMap(haleCalls);
  const judged = calls.map(async ({ command, options }) => {
    const found = await longestKnown(command, usageOf);
    if (found === undefined) return [`command ${command}`];
    const { name, usage } = found;
    const absent = options.filter((option) => !new RegExp(`${option}\\b(?!-)`).test(usage));
    return absent.map((option) => `option ${name} ${option}`);
  });
  return (await Promise.all(judged)).flat();
}

/** Words after a command may be its arguments, but only where it takes some. */
async function longestKnown(command: string, usageOf: (command: string) => Promise<string>) {
  const words = command.split(' ');
  for (let length = words.length; length > 1; length--) {
    const name = words.slice(0, length).join(' ');
    const usage = await usageOf(name);
    if (!new RegExp(`^Usage: ${name}(?: |$)`, 'm').test(usage)) continue;
    const rest = words.length - length;
    return rest === 0 || /^Usage: .*<\w/m.test(usage) ? { name, usage } : undefined;
  }
  return undefined;
}

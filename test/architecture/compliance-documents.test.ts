/** The documents of `hipaa/` name nothing that is not there, lead nowhere that is not there, and promise no law. */
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { type Names, shellBlocks, wrongCommands, wrongNames } from './document-names.ts';
import { knownNames, usageOf } from './known-names.ts';
import { read } from './sources.ts';

const documents = read(/^hipaa\/[^/]+\.md$/);
let names: Names;
beforeAll(() => {
  names = knownNames();
});

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s/g, '-');
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slug(heading));

function brokenAnchors(file: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]*)#([^)\s]+)\)/g)]
    .map(([, target = '', anchor = '']) => ({ path: target ? join(dirname(file), target) : file, anchor }))
    .filter(({ path }) => path.endsWith('.md'))
    .filter(({ path, anchor }) => !anchorsOf(read(new RegExp(`^${path}$`))[0]?.text ?? '').includes(anchor))
    .map(({ path, anchor }) => `${path}#${anchor}`);
}

describe.each(documents)('$file', ({ file, text }) => {
  it('names nothing that is not there', async () => {
    expect(wrongNames(text, names)).toEqual([]);
    expect(await wrongCommands(text, usageOf)).toEqual([]);
  });

  it('leads to headings that are there', () => {
    expect(brokenAnchors(file, text)).toEqual([]);
  });

  it('asks for counsel where it cites the law', () => {
    if (/§\s?164\.|45 CFR|90 FR/.test(text)) expect(text).toMatch(/\bcounsel\b/i);
  });
});

test("the README's section on compliance names nothing that is not there", async () => {
  const [, section = ''] = /^## Compliance$(.*?)^## /ms.exec(read(/^README\.md$/)[0]?.text ?? '') ?? [];
  expect(section.length).toBeGreaterThan(500);
  expect(wrongNames(section, names)).toEqual([]);
  expect(await wrongCommands(section, usageOf)).toEqual([]);
});

describe('the list of documents', () => {
  const index = read(/^hipaa\/README\.md$/)[0]?.text ?? '';
  it('leads to each of them', () => {
    const listed = documents.map(({ file }) => file.replace('hipaa/', '')).filter((file) => file !== 'README.md');
    expect(listed.filter((file) => !index.includes(`](${file})`))).toEqual([]);
    expect(listed.length).toBeGreaterThan(14);
  });
});

/** One lie of each kind, in a document that is true otherwise. */
const LIES: readonly (readonly [lie: string, complaint: string])[] = [
  ['Ask `GET /v1/users/{id}/diagnoses`.', 'route GET /v1/users/{id}/diagnoses'],
  ['Ask `DELETE /v1/health`.', 'route DELETE /v1/health'],
  ['Ask /v1/nothing about it.', 'route /v1/nothing'],
  ['```sh\ncurl -X PUT "$HALE_URL/v1/users"\n```', 'route PUT /v1/users'],
  ['```sh\ncurl -s "$HALE_URL/v1/users/$ID" \\\n  -d "{}"\n```', 'route POST /v1/users/$ID'],
  ['The event `user.cloned` tells it.', 'event user.cloned'],
  ['Rows of the `patients` table.', 'table patients'],
  ['Files of the `public` bucket.', 'bucket public'],
  ['Set `session_forever`.', 'name session_forever'],
  ['Set `"cleanUp": "always"`.', 'setting "cleanUp": "always"'],
  ['See `lambdas/breach/nothing.ts`.', 'file lambdas/breach/nothing.ts'],
  ['See `lambdas/patients/`.', 'file lambdas/patients/'],
  ['Export `HALE_TIME_MACHINE`.', 'variable HALE_TIME_MACHINE'],
  ['Its id begins with `pat_`.', 'id pat_'],
  ['Run `npm run forget`.', 'script forget'],
  ['As 45 CFR 164.313(b) asks.', 'citation 164.313'],
];
const LYING_COMMANDS: readonly (readonly [lie: string, complaint: string])[] = [
  ['Run `hale breach-glass open`.', 'command hale breach-glass open'],
  ['```sh\nnpx hale log shorten --by 3\n```', 'command hale log shorten'],
  ['```sh\nnpx hale log status\nnpx hale log shorten\n```', 'command hale log shorten'],
  ['```sh\nX=$(npx hale log status --forever | head -1)\n```', 'option hale log status --forever'],
  ['```sh\nnpx hale break-glass open \\\n  --quietly\n```', 'option hale break-glass open --quietly'],
];
const TRUTH = [
  'Ask `GET /v1/users/{id}` or /v1/health, with `users:read`; the event `user.updated` in the `audit` table tells it.',
  'Set `session_idle_timeout_min`, `"cleanUp": "on"` and `HALE_API_KEY`; ids begin with `user_`. See `lambdas/user/` and §164.312(b).',
  '```sh\ncurl -s "$HALE_URL/v1/users/$ID"\nnpx hale --local archive pull "$FOLDER" --scope "$ORG"\n```',
].join('\n\n');

describe('a lie is found:', () => {
  test.each(LIES)('%s', (lie, complaint) => {
    expect(wrongNames(`${TRUTH}\n\n${lie}\n`, names)).toEqual([complaint]);
  });
  test.each(LYING_COMMANDS)('%s', async (lie, complaint) => {
    expect(await wrongCommands(`${TRUTH}\n\n${lie}\n`, usageOf)).toEqual([complaint]);
  });
  test('and the truth is not', async () => {
    expect(wrongNames(TRUTH, names)).toEqual([]);
    expect(await wrongCommands(TRUTH, usageOf)).toEqual([]);
    expect(shellBlocks(TRUTH)).toHaveLength(1);
  });
});

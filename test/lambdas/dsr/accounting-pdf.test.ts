/** An accounting on paper: as long as it must be, with letters of everywhere, and with what was signed inside. */
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Entry } from '../../../lambdas/dsr/accounting.ts';
import { accountingPdf } from '../../../lambdas/dsr/accounting-pdf.ts';
import type { AccountingDocument } from '../../../lambdas/dsr/accounting-schema.ts';
import type { Bundle } from '../../../lambdas/statement/bundle.ts';

const entry = (name: string | null, i = 0): Entry => ({
  event_id: 'evt_1',
  event: 'phi.disclosed',
  date: new Date(Date.UTC(2026, 0, 1 + i)).toISOString(),
  recipient: { name, address: null },
  description: name && 'Immunization record',
  purpose: 'public health (PUBHLTH)',
  organization_id: null,
  withheld: name === null,
});

const documentWith = (entries: Entry[]): AccountingDocument => ({
  v: 1,
  request_id: 'dsr_01KQXW7Z6Y3M8N2P4R5S6T7V8W',
  individual: { user_id: 'user_01KQXW7Z6Y3M8N2P4R5S6T7V8W', name: 'Zoë Ångström', email: null },
  period: { from: '2020-06-01T12:00:00.000Z', to: '2026-06-01T12:00:00.000Z' },
  generated_at: '2026-06-01T12:00:00.000Z',
  free_of_charge: true,
  list: { version: 0, source: 'default', actions: ['phi.disclosed'], except_purposes: [] },
  left_out: 'Left out',
  counsel: 'Counsel',
  entries,
});

async function print(entries: Entry[]) {
  const document = documentWith(entries);
  const bundle = {
    manifest: { v: 1, kind: 'accounting', issuer: 'https://auth.test' },
    statement: 'hale/statement/v1\n',
    parts: { accounting: document },
  } as unknown as Bundle;
  const file = await accountingPdf(bundle, document);
  return { bundle, file, text: file.toString('latin1') };
}

/** Contents of the file's streams, those that are deflated. */
function streamsOf(file: Buffer): string[] {
  const text = file.toString('latin1');
  return [...text.matchAll(/stream\r?\n/g)].flatMap(({ index, 0: { length } }) => {
    try {
      return [inflateSync(file.subarray(index + length)).toString('utf8')];
    } catch {
      return [];
    }
  });
}
const pagesIn = (text: string): number => [...text.matchAll(/\/Type \/Page\b(?!s)/g)].length;

test('holds the signed bundle, byte for byte', async () => {
  const { bundle, file, text } = await print([entry('County Health')]);
  expect(text).toContain('/EmbeddedFile');
  expect(streamsOf(file)).toContain(JSON.stringify(bundle));
});

test('has the letters of names in it, and the number of one that the font has not', async () => {
  const { file, text } = await print([entry('Łódź, Ελλάδα, Москва'), entry('衛'), entry(null)]);
  expect(text).toMatch(/\/FontName \/\w+\+DejaVuSans/);
  // What a reader of the file copies or reads aloud: which letter each drawn shape stands for.
  const shown = streamsOf(file).find((stream) => stream.includes('beginbfrange')) ?? '';
  for (const letter of 'ŁźΕδМква') expect(shown).toContain(letter.codePointAt(0)?.toString(16).padStart(4, '0'));
  expect(shown).not.toContain('885b');
});

test('goes on on further pages, each with its number, and says where there was nothing', async () => {
  const many = await print(Array.from({ length: 60 }, (_, i) => entry('County Health', i)));
  expect(pagesIn(many.text)).toBeGreaterThan(1);
  const none = await print([]);
  expect(pagesIn(none.text)).toBe(1);
});

/**
 * An accounting of disclosures on paper: a table, and under it by what it is signed. The signed bundle is attached to the
 * file, so that whoever has the file can check it, and reads there what a font has no letter for.
 */
import { create } from 'fontkit';
import PDFDocument from 'pdfkit';
import type { Bundle } from '../statement/bundle.ts';
import type { Entry } from './accounting.ts';
import type { AccountingDocument } from './accounting-schema.ts';
import { documentFont } from './document-font.ts';

const MARGIN = 50;
const [SMALL, NORMAL, LARGE] = [8, 9, 18];
const GREY = '#555555';
const LINE = '#bbbbbb';
const GAP = 8;

type Doc = InstanceType<typeof PDFDocument>;
interface Column {
  readonly title: string;
  readonly share: number;
  readonly of: (entry: Entry) => string;
}

const NOT_OPENED = 'not readable: the key of this part of the log is gone';
const COLUMNS: readonly Column[] = [
  { title: 'Date (UTC)', share: 0.17, of: ({ date }) => date.slice(0, 16).replace('T', ' ') },
  {
    title: 'Who received it',
    share: 0.29,
    of: ({ recipient }) => [recipient.name ?? NOT_OPENED, recipient.address].filter((line) => line !== null).join('\n'),
  },
  { title: 'What was disclosed', share: 0.34, of: ({ description }) => description ?? NOT_OPENED },
  { title: 'Purpose', share: 0.2, of: ({ purpose }) => purpose },
];

/** A letter that the font has not stands there by its number, which is more than a box tells. */
function printableIn(font: Buffer): (text: string) => string {
  const opened = create(font);
  const has = (letter: string) =>
    letter === '\n' || !('hasGlyphForCodePoint' in opened) || opened.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
  const numberOf = (letter: string) => `[U+${letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`;
  return (text) => Array.from(text.normalize('NFC'), (letter) => (has(letter) ? letter : numberOf(letter))).join('');
}

const widthOf = ({ page }: Doc): number => page.width - 2 * MARGIN;
const bottomOf = ({ page }: Doc): number => page.height - MARGIN - 2 * GAP;

function rule(doc: Doc): void {
  doc
    .moveTo(MARGIN, doc.y)
    .lineTo(MARGIN + widthOf(doc), doc.y)
    .lineWidth(0.5)
    .stroke(LINE);
}

/** Texts side by side; on a new page where this one is full. */
function row(doc: Doc, texts: readonly string[], again: () => void): void {
  const widths = COLUMNS.map(({ share }) => share * widthOf(doc) - GAP);
  const height = Math.max(...texts.map((text, i) => doc.heightOfString(text, { width: widths[i] })));
  if (doc.y + height + GAP > bottomOf(doc)) {
    doc.addPage();
    again();
  }
  const top = doc.y + GAP / 2;
  let left = MARGIN;
  texts.forEach((text, i) => {
    doc.text(text, left, top, { width: widths[i] });
    left += (widths[i] ?? 0) + GAP;
  });
  doc.x = MARGIN;
  doc.y = top + height + GAP / 2;
  rule(doc);
}

function head(doc: Doc): void {
  doc.fontSize(SMALL).fillColor(GREY);
  const titles = COLUMNS.map(({ title }) => title);
  row(doc, titles, () => undefined);
  doc.fontSize(NORMAL).fillColor('black');
}

function facts(
  doc: Doc,
  printable: (text: string) => string,
  { individual, period, request_id, generated_at, free_of_charge }: AccountingDocument,
): void {
  const day = (time: string) => time.slice(0, 10);
  const named = [individual.name, individual.email, individual.user_id].filter((one) => one !== null);
  const lines = [
    `Individual: ${named.join(', ')}`,
    `Period: ${day(period.from)} to ${day(period.to)}`,
    `Request: ${request_id}, answered ${generated_at}`,
    free_of_charge
      ? 'This is the first accounting in twelve months: free of charge (45 CFR 164.528(c)(2)).'
      : 'Another accounting was given within twelve months.',
  ];
  for (const line of lines) doc.text(printable(line));
}

/** Room for the whole of it, or a new page. */
function paragraph(doc: Doc, text: string): void {
  if (doc.y + doc.heightOfString(text, { width: widthOf(doc) }) > bottomOf(doc)) doc.addPage();
  doc.text(text, MARGIN, doc.y, { width: widthOf(doc) });
}

function ending(doc: Doc, document: AccountingDocument, { statement }: Bundle): void {
  doc.moveDown(2).fontSize(SMALL).fillColor(GREY);
  const { version, source, actions, except_purposes } = document.list;
  const except = except_purposes.length > 0 ? `, except for the purposes ${except_purposes.join(', ')}` : '';
  paragraph(doc, `Accounted for: ${actions.join(', ')}${except} (list of the ${source}, version ${version}).`);
  paragraph(doc, `${document.left_out} ${document.counsel}`);
  doc.moveDown();
  paragraph(doc, `Signed; the bundle that this statement is about is attached as accounting.json:\n${statement}`);
}

function number(doc: Doc, request: string): void {
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    // Below the margin, where a text would begin a page of its own.
    doc.page.margins.bottom = 0;
    doc
      .fontSize(SMALL)
      .fillColor(GREY)
      .text(`${request}  ·  page ${page + 1} of ${count}`, MARGIN, doc.page.height - MARGIN + GAP, {
        width: widthOf(doc),
        align: 'right',
        lineBreak: false,
      });
  }
}

export function accountingPdf(bundle: Bundle, document: AccountingDocument): Promise<Buffer> {
  const title = 'Accounting of disclosures';
  const font = documentFont();
  const printable = printableIn(font);
  const doc = new PDFDocument({
    size: 'LETTER',
    margin: MARGIN,
    bufferPages: true,
    lang: 'en-US',
    displayTitle: true,
    pdfVersion: '1.7',
    // Bytes, so that none of the fonts is looked for that lie beside the library.
    font: font as unknown as string,
    info: { Title: title, Author: bundle.manifest.issuer, CreationDate: new Date(document.generated_at) },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  doc.fontSize(LARGE).text(title);
  doc.fontSize(NORMAL).fillColor(GREY).text('of protected health information, 45 CFR 164.528').moveDown();
  doc.fillColor('black');
  facts(doc, printable, document);
  doc.moveDown();
  head(doc);
  for (const entry of document.entries)
    row(
      doc,
      COLUMNS.map(({ of }) => printable(of(entry))),
      () => head(doc),
    );
  if (document.entries.length === 0) doc.moveDown().text('Nothing was disclosed in this period.');
  ending(doc, document, bundle);
  number(doc, document.request_id);
  doc.file(Buffer.from(JSON.stringify(bundle)), { name: 'accounting.json', type: 'application/json' });
  doc.end();
  return done;
}

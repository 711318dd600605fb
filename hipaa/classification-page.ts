/** The classes of attributes as a page for people, `data-classification.md`. Pure. */

import { COMPLIANCE } from './classification-compliance.ts';
import { FLOWS } from './classification-flows.ts';
import { CLASS_NAMES, CLASSES, type Kind } from './classification-kind.ts';
import { PEOPLE } from './classification-people.ts';
import { PROJECTS } from './classification-projects.ts';
import { OTHER_ROWS } from './classification-rows.ts';

export const KINDS: readonly Kind[] = [...PEOPLE, ...FLOWS, ...PROJECTS, ...COMPLIANCE];

const HEAD = `# Data classification

Every attribute that Hale keeps of anything, in one class. This page is made from \`hipaa/classification-*.ts\`. The compiler
refuses an attribute without a class; a test fails where page and lists differ, or where a row of a table is in no list.

Authentication data of a patient or a caregiver is treated as PHI because it is linked to care, whatever it says: the
classes **identifier** and **linked** are ePHI wherever the organization is a covered entity. Counsel must check it.
Everything here lies under the tenant's own KMS key; the last columns say what is done beside that.

`;
const ROWS = `## Other rows

They have no attributes beside what they are found by and what is said here.

`;
const LOG = `## The log

Each event has a public part (who by an opaque id, what, when, the detail that [docs/events.md](../docs/events.md) lists: class
linked) and, for each person concerned, a part sealed under that person's own key (network address, user agent, names,
addresses, reasons: class identifier). Erasure destroys the key. See [audit-immutability.md](audit-immutability.md).
`;

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[]): string =>
  `${[row(...head), row(...head.map(() => '---')), ...rows].join('\n')}\n`;

const kindRow = ({ name, table: where, classes, kept, goes }: Kind): string =>
  row(name, where, ...CLASS_NAMES.map((each) => (classes[each] ?? []).join(', ')), kept, goes);

/** How many attributes are in each class. */
export const countClasses = (kinds: readonly Kind[]) =>
  Object.fromEntries(CLASS_NAMES.map((name) => [name, kinds.flatMap(({ classes }) => classes[name] ?? []).length]));

export function classificationPage(kinds: readonly Kind[] = KINDS): string {
  const counts = countClasses(kinds);
  const classRows = CLASS_NAMES.map((name) => row(`**${name}**`, CLASSES[name], String(counts[name])));
  const columns = ['kind', 'table', ...CLASS_NAMES, 'kept', 'goes'];
  const others = Object.entries(OTHER_ROWS).map(([key, says]) => row(key.replace(/Key$/, ''), says));
  return [
    HEAD,
    table(['class', 'an attribute of it', 'how many'], classRows),
    '\n',
    table(columns, kinds.map(kindRow)),
    '\n',
    ROWS,
    table(['row', 'what it says'], others),
    '\n',
    LOG,
  ].join('');
}

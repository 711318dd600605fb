/** The evaluation as tables: for the terminal, and for `docs/risk.md`, whose generated parts stand between marks. */
import { DEFAULT_RISK_POLICY } from '../../lambdas/risk/risk-policy.ts';
import { SIGNAL_NAMES, SIGNALS, SIGNALS_VERSION } from '../../lambdas/risk/signals.ts';
import { ATTACK_KINDS } from './attacks.ts';
import { type Figures, meanShare, shareFrom, total } from './evaluate.ts';

type Table = readonly (readonly string[])[];

const isFigure = (value: string): boolean => /^[\d.]+(?: %)?$/.test(value);

/** As the formatter writes it. */
function markdown([head = [], ...rows]: Table): string {
  const columns = head.map((title, index) => {
    const values = rows.map((row) => row[index] ?? '');
    return { width: Math.max(...[title, ...values].map(({ length }) => length)), figures: values.every(isFigure) };
  });
  const line = (row: readonly string[]) =>
    columns.map(({ width, figures }, index) =>
      figures ? (row[index] ?? '').padStart(width) : (row[index] ?? '').padEnd(width),
    );
  const rule = columns.map(({ width, figures }) => (figures ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), rule, ...rows.map(line)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function plainText(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const cell = (value: string, column: number) =>
    column === 0 ? value.padEnd(widths[column] ?? 0) : value.padStart(widths[column] ?? 0);
  return table.map((row) => row.map(cell).join('  ')).join('\n');
}

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;
const number = (count: number): string => count.toLocaleString('en-US');

const { step_up, block } = DEFAULT_RISK_POLICY.thresholds;
/** Around the default ones. */
const THRESHOLDS = [15, 25, 30, step_up, 50, 60, block] as const;

const weightsTable = (): Table => [
  ['signal', 'weight', 'refuses a passkey', 'present when'],
  ...SIGNAL_NAMES.map((name) => {
    const { weight, blocksPasskeys, means } = SIGNALS[name];
    return [`\`${name}\``, String(weight), blocksPasskeys ? 'yes' : 'no', means];
  }),
];

export const detectionTable = (figures: readonly Figures[]): Table => [
  ['attack', ...figures.flatMap(({ files }) => [`≥ ${step_up}, ${files}`, `≥ ${block}, ${files}`])],
  ...ATTACK_KINDS.map((kind) => [
    kind,
    ...figures.flatMap(({ attacks }) =>
      [step_up, block].map((threshold) => percent(shareFrom(attacks[kind], threshold))),
    ),
  ]),
  [
    'honest people (wrongly)',
    ...figures.flatMap(({ honest }) => [step_up, block].map((threshold) => percent(shareFrom(honest, threshold), 2))),
  ],
];

export const thresholdTable = (figures: readonly Figures[]): Table => [
  ['threshold', ...figures.flatMap(({ files }) => [`attacks stopped, ${files}`, `false step-ups, ${files}`])],
  ...THRESHOLDS.map((threshold) => [
    String(threshold),
    ...figures.flatMap((one) => [percent(meanShare(one, threshold)), percent(shareFrom(one.honest, threshold), 2)]),
  ]),
];

export const peopleLines = (figures: readonly Figures[]): string[] =>
  figures.map(({ files, people, honest, passkeys, asked }) => {
    const bothered = percent(asked.people / Math.max(1, asked.of));
    return [
      `${files}: ${number(people)} people, ${number(total(honest))} sign-ins by code or password and ${number(passkeys.all)} by passkey.`,
      `In the month ${bothered} of those without a passkey were asked for one more factor or refused at least once;`,
      `${number(passkeys.blocked)} sign-ins with a passkey were refused (${percent(passkeys.blocked / Math.max(1, passkeys.all), 3)}).`,
    ].join(' ');
  });

const PARTS = {
  weights: () => `Version ${SIGNALS_VERSION} of the table.\n\n${markdown(weightsTable())}`,
  detection: (figures: readonly Figures[]) => markdown(detectionTable(figures)),
  thresholds: (figures: readonly Figures[]) => markdown(thresholdTable(figures)),
  people: (figures: readonly Figures[]) =>
    peopleLines(figures)
      .map((one) => `- ${one.charAt(0).toUpperCase()}${one.slice(1)}`)
      .join('\n'),
} as const;
type Part = keyof typeof PARTS;

const between = (part: Part): RegExp => new RegExp(`(<!-- ${part} -->\n\n)[\\s\\S]*?(\n\n<!-- /${part} -->)`);

export const fillPage = (page: string, figures: readonly Figures[]): string =>
  (Object.keys(PARTS) as Part[]).reduce((text, part) => {
    const marks = between(part);
    if (!marks.test(text)) throw new Error(`docs/risk.md has no place for ${part}`);
    return text.replace(marks, (_, before: string, after: string) => `${before}${PARTS[part](figures)}${after}`);
  }, page);

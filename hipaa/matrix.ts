/** The control matrix as a page for people, `hipaa/control-mapping.md`. Pure: the same verdicts give the same page. */
import { countsOf, type Judged, type Proven, STATUSES, type Verdict } from './judge.ts';
import { LIVE_CHECKS, type LiveCheckId } from './live-checks.ts';
import { TEMPLATE_CHECKS, type TemplateCheckId } from './template-checks.ts';

const INTRO = `# Control mapping

Every item of the HIPAA Security Rule, 45 CFR Part 164 Subpart C, and what Hale does about it. This page is made from
\`hipaa/safeguards.ts\` by \`npm run hipaa\`, which runs every proof that a row cites. \`npm test\` holds the page to its own
runs: it fails where a row that says PASS is not proven any more, and where the page is another one.

- **PASS**: Hale does what the item asks of it, and every proof in the last column ran and passed.
- **PARTIAL**: Hale does its part, which the proofs show; the line under the row says what is left to people.
- **N/A**: not Hale's to do; the line says whose it is.
- **GAP**: a proof failed or is missing. A page with one is not committed.

A proof is a check over the synthesized template, a check over a deployment that runs, or a named test. Live checks of this
page asked the local cloud, which emulates an AWS account; \`npm run hipaa -- live --tenant acme\` asks a deployment on AWS.

PASS is a statement about this code, deployed as it is by \`cdk deploy\`: it is no legal opinion, and does not make anybody
compliant. Counsel must check the citations and what is said of them; your own risk analysis covers the rest of your system.
`;

const PLURAL = { test: 'Tests', template: 'Template', live: 'Live' } as const;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Tests of one file stand behind one link. */
function testLines(proofs: readonly Proven[]): string[] {
  const byFile = Map.groupBy(proofs, ({ name }) => name.slice(0, name.indexOf(': ')));
  return [...byFile].map(([file, ones]) => {
    const titles = ones.map(({ name }) => `“${name.slice(file.length + 2)}”`);
    return `[${file.replace(/^test\//, '')}](../${file}): ${titles.join('; ')}`;
  });
}

function proofCell({ proofs }: Verdict): string {
  const of = (kind: Proven['kind']) => proofs.filter((one) => one.kind === kind);
  const checks = (kind: 'template' | 'live', folder: string) =>
    of(kind).map(({ name }) => `${PLURAL[kind]}: [${name}](${folder}/${name}.ts)`);
  return cell([...checks('template', 'checks'), ...checks('live', 'live'), ...testLines(of('test'))].join('<br>'));
}

const link = (document: string): string => {
  const name = document.replace(/^.*\//, '');
  return `[${name}](${document.startsWith('hipaa/') ? name : `../${document}`})`;
};

function rowOf(verdict: Verdict): string {
  const { row, status } = verdict;
  const { citation, title, kind, asks, met, because, documents = [] } = row;
  const how = [
    `*${asks}*`,
    ...(met ? [met] : []),
    ...(because ? [`**${status}**: ${because}`] : []),
    ...(documents.length > 0 ? [`See ${documents.map(link).join(', ')}.`] : []),
  ];
  const cells = [`§${citation}<br>${title}<br>(${kind})`, status, cell(how.join('<br>')), proofCell(verdict)];
  return `| ${cells.join(' | ')} |`;
}

const SECTION_HEAD = `| item | status | what it asks, and how Hale meets it | proofs |
| --- | --- | --- | --- |`;

function sectionOf(judged: Judged): string {
  const { number, name } = judged.section;
  return `## §${number} ${name}\n\n${SECTION_HEAD}\n${judged.verdicts.map(rowOf).join('\n')}\n`;
}

function countsTable(all: readonly Judged[]): string {
  const rows = all.map((judged) => {
    const counts = countsOf(judged);
    const { number, name } = judged.section;
    return `| §${number} ${name} | ${STATUSES.map((status) => counts[status]).join(' | ')} |`;
  });
  return `| section | ${STATUSES.join(' | ')} |\n| --- |${STATUSES.map(() => ' ---: |').join('')}\n${rows.join('\n')}\n`;
}

/** What checks say, so that the page can be read without the sources. */
function checksList(all: readonly Judged[]): string {
  const cited = (kind: Proven['kind']) =>
    [
      ...new Set(
        all
          .flatMap(({ verdicts }) => verdicts.flatMap(({ proofs }) => proofs))
          .flatMap((one) => (one.kind === kind ? [one.name] : [])),
      ),
    ].sort();
  const template = cited('template').map(
    (id) => `- [${id}](checks/${id}.ts): ${TEMPLATE_CHECKS[id as TemplateCheckId].says}.`,
  );
  const live = cited('live').map((id) => `- [${id}](live/${id}.ts): ${LIVE_CHECKS[id as LiveCheckId].says}.`);
  return `## What the checks say\n\nOf the template that \`cdk deploy\` deploys:\n\n${template.join('\n')}\n\nOf a deployment that runs:\n\n${live.join('\n')}\n`;
}

export const matrixOf = (all: readonly Judged[]): string =>
  [INTRO, countsTable(all), ...all.map(sectionOf), checksList(all)].join('\n');

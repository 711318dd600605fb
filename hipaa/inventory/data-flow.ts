/**
 * The data-flow map as a picture, `hipaa/data-flow.svg`: who calls which group of functions, and where each group reads,
 * writes or sends. A row for each group and a column for each place, because a web of arrows cannot be read.
 */
import type { How } from './flows.ts';
import type { FunctionAsset, Inventory } from './inventory.ts';

interface Caller {
  readonly name: string;
  readonly by: readonly string[];
}

const CALLERS: readonly Caller[] = [
  { name: 'People, in a browser or app', by: ['public', 'anonymous', 'user'] },
  { name: 'Operators, with a passkey', by: ['operator'] },
  { name: 'Customer’s servers, with a key', by: ['secret_key', 'client'] },
  { name: 'Streams and clocks of AWS', by: ['stream', 'clock'] },
  { name: 'The deployer, by IAM', by: ['deployer'] },
];

interface Column {
  readonly name: string;
  readonly holds: string;
  readonly kind: 'table' | 'bucket' | 'key' | 'outside';
}

const TOKENS = 'Token keys';
const LOGS = 'Log keys';
const KIND: Readonly<Record<string, Column['kind']>> = {
  'AWS::DynamoDB::GlobalTable': 'table',
  'AWS::S3::Bucket': 'bucket',
  'AWS::KMS::Key': 'key',
};
const OUTSIDE: readonly Column[] = [
  { name: 'Incidents', holds: 'what the privacy officer and the alarm contacts are told: ids alone', kind: 'outside' },
  { name: 'Mail', holds: 'an address of a person, and a code, a link or a notice', kind: 'outside' },
  { name: 'Text messages', holds: 'a telephone number of a person, and a code or a notice', kind: 'outside' },
  {
    name: "Customer's SIEM",
    holds: 'events, by HTTPS or into a bucket; of people their ids, unless the stream carries more',
    kind: 'outside',
  },
  { name: 'Anchors elsewhere', holds: 'checkpoints of the log: sizes, hashes and signatures', kind: 'outside' },
];

/** Keys of one purpose stand in one column. */
const columnOf = (name: string): string => (/TokenKey/.test(name) ? TOKENS : /LogKey/.test(name) ? LOGS : name);

function columnsOf({ stores, functions }: Inventory): Column[] {
  const own = stores.flatMap(({ name, type, holds, personal }): Column[] => {
    const kind = KIND[type];
    const says = personal === 'no' ? holds : `${holds} (personal data: ${personal.replace(/^yes: /, '')})`;
    return kind ? [{ name: columnOf(name), holds: says, kind }] : [];
  });
  const once = own.filter(({ name }, index) => own.findIndex((one) => one.name === name) === index);
  const places = new Set(functions.flatMap(({ flows }) => Object.keys(flows).map(columnOf)));
  return [...once, ...OUTSIDE].filter(({ name }) => places.has(name));
}

const COLOR: Readonly<Record<Column['kind'], string>> = {
  table: '#1f5f8b',
  bucket: '#3d6b35',
  key: '#7a4b12',
  outside: '#8a2d4d',
};

const X = { callers: 20, callersEnd: 256, groups: 350, groupsEnd: 560, grid: 600, step: 54 };
const Y = { title: 34, grid: 190, step: 46 };

const text = (x: number, y: number, content: string, attributes = ''): string =>
  `<text x="${x}" y="${y}" ${attributes}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;

interface Group {
  readonly name: string;
  readonly functions: readonly FunctionAsset[];
}

/** What people call stands above what starts by itself, so that few lines cross. */
const BY_ITSELF = /^(stream|clock|deployer)$/;
const groupsOf = ({ stacks, functions }: Inventory): Group[] => {
  const groups = stacks.map(({ name }) => ({ name, functions: functions.filter(({ stack }) => stack === name) }));
  const rank = (group: Group) => {
    const callers = group.functions.flatMap((one) => one.callers);
    if (callers.includes('anonymous')) return group.name === 'sign-in' ? 0 : 1;
    return callers.includes('deployer') ? 4 : callers.every((one) => BY_ITSELF.test(one)) ? 3 : 2;
  };
  return groups.filter((group) => group.functions.length > 0).sort((a, b) => rank(a) - rank(b));
};

/** Whether some function of the group does this there. */
const does = ({ functions }: Group, column: string, ...hows: How[]): boolean =>
  functions.some(({ flows }) =>
    Object.entries(flows).some(([to, own]) => columnOf(to) === column && own.some((how) => hows.includes(how))),
  );

/** Written: a full circle. Only read: a ring. A key that is used: a square. Sent outside: a triangle. */
function mark(group: Group, { name, kind }: Column, x: number, y: number): string {
  const writes = does(group, name, 'writes', 'sends', 'uses');
  const reads = does(group, name, 'reads');
  if (!writes && !reads) return '';
  const verbs = [reads && 'reads', writes && (kind === 'table' || kind === 'bucket' ? 'writes' : 'uses')];
  const title = `<title>${group.name} ${verbs.filter(Boolean).join(' and ')} ${name.replace("'", '’')}</title>`;
  const color = COLOR[kind];
  if (kind === 'outside')
    return `<path d="M${x - 7} ${y - 8}L${x + 9} ${y}L${x - 7} ${y + 8}Z" fill="${color}">${title}</path>`;
  if (kind === 'key') return `<rect x="${x - 7}" y="${y - 7}" width="14" height="14" fill="${color}">${title}</rect>`;
  const fill = writes ? color : '#ffffff';
  return `<circle cx="${x}" cy="${y}" r="8" fill="${fill}" stroke="${color}" stroke-width="2.5">${title}</circle>`;
}

function header({ name, kind }: Column, index: number): string {
  const x = X.grid + index * X.step;
  const turned = `transform="translate(${x + 4} ${Y.grid - 28}) rotate(-50)"`;
  return `<text ${turned} font-weight="600" fill="${COLOR[kind]}">${name.replace("'", '’')}</text>`;
}

/** What lies where, a line for each place. */
function places(columns: readonly Column[], top: number): string {
  const lines = columns.map(({ name, holds, kind }, index) => {
    const y = top + index * 20;
    const label = text(X.callers, y, name.replace("'", '’'), `font-weight="600" fill="${COLOR[kind]}"`);
    return `${label}${text(X.callers + 140, y, holds, 'fill="#333"')}`;
  });
  return `<g font-size="13">${lines.join('\n')}</g>`;
}

/** @returns the picture, the same for the same inventory. */
export function dataFlow(inventory: Inventory): string {
  const groups = groupsOf(inventory);
  const columns = columnsOf(inventory);
  const width = X.grid + columns.length * X.step + 90;
  const bottom = Y.grid + groups.length * Y.step;
  const rowY = (index: number) => Y.grid + index * Y.step;
  const spread = (groups.length - 1) / (CALLERS.length - 1);
  const callerY = (index: number) => Y.grid + index * spread * Y.step;
  const calls = CALLERS.flatMap(({ by }, caller) =>
    groups.flatMap((group, index) => {
      const called = group.functions.some(({ callers }) => callers.some((one) => by.includes(one)));
      const [from, to] = [callerY(caller), rowY(index)];
      return called
        ? [`<path d="M${X.callersEnd} ${from}C${X.callersEnd + 60} ${from} ${X.groups - 60} ${to} ${X.groups} ${to}"/>`]
        : [];
    }),
  );
  const callers = CALLERS.map(({ name }, index) => {
    const y = callerY(index);
    return `<rect x="${X.callers}" y="${y - 17}" width="${X.callersEnd - X.callers}" height="34" rx="17" fill="#eef1f4" stroke="#667"/>${text(X.callers + 14, y + 5, name)}`;
  });
  const rows = groups.map((group, index) => {
    const y = rowY(index);
    const end = X.grid + (columns.length - 1) * X.step;
    const marks = columns.map((column, place) => mark(group, column, X.grid + place * X.step, y)).join('');
    return `<line x1="${X.groupsEnd}" y1="${y}" x2="${end}" y2="${y}" stroke="#d4d8dd"/><rect x="${X.groups}" y="${y - 17}" width="${X.groupsEnd - X.groups}" height="34" rx="5" fill="#ffffff" stroke="#334"/>${text(X.groups + 12, y + 5, group.name, 'font-weight="600"')}${text(X.groupsEnd - 12, y + 5, `${group.functions.length} functions`, 'text-anchor="end" font-size="12" fill="#555"')}${marks}`;
  });
  const lines = columns.map((_, index) => {
    const x = X.grid + index * X.step;
    return `<line x1="${x}" y1="${Y.grid - 22}" x2="${x}" y2="${bottom - Y.step + 18}" stroke="#e8ebee"/>`;
  });
  const legendY = bottom + 14;
  const placesY = legendY + 40;
  const height = placesY + columns.length * 20 + 30;
  const legend = [
    `<circle cx="${X.callers + 8}" cy="${legendY - 5}" r="8" fill="#ffffff" stroke="#333" stroke-width="2.5"/>${text(X.callers + 26, legendY, 'some function of the group reads')}`,
    `<circle cx="${X.callers + 276}" cy="${legendY - 5}" r="8" fill="#333"/>${text(X.callers + 292, legendY, 'writes')}`,
    `<rect x="${X.callers + 362}" y="${legendY - 12}" width="14" height="14" fill="${COLOR.key}"/>${text(X.callers + 384, legendY, 'uses a key, inside KMS')}`,
    `<path d="M${X.callers + 562} ${legendY - 13}l16 8l-16 8Z" fill="${COLOR.outside}"/>${text(X.callers + 586, legendY, 'sends outside of the account')}`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="14" fill="#111">
<title>What flows where in a deployment of Hale</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${text(X.callers, Y.title, 'What flows where in a deployment of Hale', 'font-size="20" font-weight="600"')}
${text(X.callers, Y.title + 24, 'Made by npm run inventory from the roles of the synthesized template: AWS refuses what no role permits.', 'fill="#555"')}
${text(X.callers, Y.title + 44, 'All of it goes by TLS. A mark says what some function of the group may do. HTTPS to a receiver of a stream, or to a witness of the log, takes no role.', 'fill="#555"')}
${columns.map(header).join('\n')}
<g>${lines.join('')}</g>
<g fill="none" stroke="#9aa5b1" stroke-width="1.2">${calls.join('')}</g>
${callers.join('\n')}
${rows.join('\n')}
${legend.join('\n')}
${places(columns, placesY)}
${text(X.callers, placesY + columns.length * 20 + 8, 'hipaa/inventory.json names each function, route, store and flow.', 'font-size="12" fill="#555"')}
</svg>
`;
}

/** The evaluation as a picture: for each attack, and for honest people, what each threshold would stop. SVG by hand. */
import { DEFAULT_RISK_POLICY } from '../../lambdas/risk/risk-policy.ts';
import { ATTACK_KINDS } from './attacks.ts';
import { type Figures, type Histogram, SCORES, shareFrom } from './evaluate.ts';

const COLUMNS = 3;
const PANEL = { width: 300, height: 190, left: 50, right: 14, top: 34, bottom: 36 } as const;
const HEAD = 84;
/** Per cent at the top of the panel of honest people: few of them are asked. */
const HONEST_MAX = 10;

const plot = {
  width: PANEL.width - PANEL.left - PANEL.right,
  height: PANEL.height - PANEL.top - PANEL.bottom,
};

const STYLE = `
    svg { --paper: #ffffff; --ink: #1f2328; --quiet: #59636e; --rule: #d1d9e0; --with: #0969da; --without: #bc4c00; }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #0d1117; --ink: #f0f6fc; --quiet: #9198a1; --rule: #3d444d; --with: #4493f8; --without: #f0883e; }
    }
    .paper { fill: var(--paper); }
    text { fill: var(--ink); font: 12px system-ui, sans-serif; }
    .title { font-size: 16px; font-weight: 600; }
    .name { font-weight: 600; }
    .quiet { fill: var(--quiet); }
    .rule { stroke: var(--rule); fill: none; }
    .mark { stroke: var(--quiet); stroke-dasharray: 2 3; fill: none; }
    .with { stroke: var(--with); stroke-width: 2; fill: none; }
    .without { stroke: var(--without); stroke-width: 2; stroke-dasharray: 6 4; fill: none; }`;

const text = (x: number, y: number, content: string, attributes = ''): string =>
  `<text x="${x}" y="${y}"${attributes && ` ${attributes}`}>${content.replaceAll('&', '&amp;').replaceAll("'", '’')}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;

interface Panel {
  readonly name: string;
  /** Per cent. */
  readonly max: number;
  readonly of: (figures: Figures) => Histogram;
}

const PANELS: readonly Panel[] = [
  { name: 'Honest: false step-ups', max: HONEST_MAX, of: ({ honest }) => honest },
  ...ATTACK_KINDS.map((kind) => ({
    name: kind.charAt(0).toUpperCase() + kind.slice(1),
    max: 100,
    of: ({ attacks }: Figures) => attacks[kind],
  })),
];

/** Every threshold is a step: a score is reached or it is not. */
function line(histogram: Histogram, max: number): string {
  const x = (threshold: number) => round((threshold / (SCORES - 1)) * plot.width);
  const y = (threshold: number) =>
    round(plot.height * (1 - Math.min(max, 100 * shareFrom(histogram, threshold)) / max));
  const steps = Array.from({ length: SCORES - 1 }, (_, index) => `H${x(index + 1)}V${y(index + 1)}`);
  return `M0,${y(1)}${steps.join('')}`;
}

function panel({ name, max, of }: Panel, index: number, figures: readonly Figures[]): string {
  const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS)];
  const origin = `translate(${column * PANEL.width + PANEL.left},${HEAD + row * PANEL.height + PANEL.top})`;
  const { step_up, block } = DEFAULT_RISK_POLICY.thresholds;
  const grid = [0, 0.5, 1].map((part) => {
    const y = round(plot.height * (1 - part));
    const label = text(-6, y + 4, `${part * max} %`, 'text-anchor="end" class="quiet"');
    return `<path class="rule" d="M0,${y}H${plot.width}"/>${label}`;
  });
  const marks = [step_up, block].map((threshold) => {
    const x = round((threshold / (SCORES - 1)) * plot.width);
    return `<path class="mark" d="M${x},0V${plot.height}"/>${text(x, plot.height + 15, String(threshold), 'text-anchor="middle"')}`;
  });
  const ends = [0, 100].map((score) =>
    text((score / 100) * plot.width, plot.height + 15, String(score), 'text-anchor="middle" class="quiet"'),
  );
  const axis = text(plot.width / 2, plot.height + 30, 'threshold (score)', 'text-anchor="middle" class="quiet"');
  const lines = figures.map(
    (one) => `<path class="${one.files === 'with files' ? 'with' : 'without'}" d="${line(of(one), max)}"/>`,
  );
  const title = text(-PANEL.left + 12, -12, name, 'class="name"');
  return `  <g transform="${origin}">\n    ${[title, ...grid, ...marks, ...ends, axis, ...lines].join('\n    ')}\n  </g>`;
}

export function drawCurve(figures: readonly Figures[]): string {
  const width = COLUMNS * PANEL.width;
  const height = HEAD + Math.ceil(PANELS.length / COLUMNS) * PANEL.height + 8;
  const { step_up, block } = DEFAULT_RISK_POLICY.thresholds;
  const head = [
    text(12, 26, 'Sign-ins stopped at each threshold: simulated month, by e-mail code or password', 'class="title"'),
    `<path class="with" d="M12,50H42"/>`,
    text(50, 54, 'with the file of places and the lists of networks'),
    `<path class="without" d="M372,50H402"/>`,
    text(410, 54, 'without any file'),
    `<path class="mark" d="M532,42V58"/>`,
    text(542, 54, `default: ${step_up} asks for one more factor, ${block} refuses`),
    text(12, 76, 'Note the scale of the first panel.', 'class="quiet"'),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t">`,
    `  <title id="t">Share of sign-ins that reach each threshold, by kind of attack and for honest people</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect class="paper" width="${width}" height="${height}"/>`,
    `  ${head.join('\n  ')}`,
    ...PANELS.map((one, index) => panel(one, index, figures)),
    '</svg>',
    '',
  ].join('\n');
}

/** The blocks of each notice, by the section that asks for them (45 CFR 164.404(c), 164.406(c), 164.408, 164.410(c)). Pure. */
import type { NoticeKind } from './breach.ts';
import { thresholdsOf } from './breach-clock.ts';
import {
  type Basis,
  containmentOf,
  dataOf,
  datesOf,
  discoveryOf,
  noticesGiven,
  peopleOf,
  stepsFor,
  thresholdText,
  type Words,
} from './notice-facts.ts';

export interface Block {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly text: string;
}

/** What a person writes, behind what is known; or that it is still to be written. */
const written = (known: string, words: string | undefined, what: string): string =>
  [known, words ?? `[To be written: ${what}]`].filter((one) => one !== '').join('\n');

export const BLOCKS: Readonly<Record<NoticeKind, (basis: Basis) => readonly Block[]>> = {
  /** The five blocks that a covered entity is told by its business associate. */
  covered_entity: (basis) => {
    const { words } = basis;
    const citation = '45 CFR 164.410(c)';
    return [
      {
        id: 'discovery_date',
        title: 'Discovery date',
        citation: `${citation}(2)`,
        text: written(
          `${discoveryOf(basis)} ${datesOf(basis)}`,
          words.what_happened,
          'what happened, in a few sentences',
        ),
      },
      {
        id: 'phi_involved',
        title: 'PHI involved',
        citation: `${citation}(2), 164.404(c)(1)(B)`,
        text: [dataOf(basis), ...(words.phi_involved ? [words.phi_involved] : [])].join('\n'),
      },
      { id: 'affected_individuals', title: 'Affected individuals', citation: `${citation}(1)`, text: peopleOf(basis) },
      {
        id: 'containment_actions',
        title: 'Containment actions',
        citation: `${citation}(2), 164.404(c)(1)(D)`,
        text: [containmentOf(basis), ...(words.mitigation ? [words.mitigation] : [])].join('\n'),
      },
      {
        id: 'next_steps',
        title: 'Next steps',
        citation: `${citation}(2), 164.404(c)(1)(C)`,
        text: written(stepsFor(basis), words.next_steps, 'what you ask them to do, and what you will do next'),
      },
    ];
  },
  individuals: (basis) => {
    const { words } = basis;
    const citation = '45 CFR 164.404(c)(1)';
    return [
      {
        id: 'what_happened',
        title: 'What happened',
        citation: `${citation}(A)`,
        text: written(
          `${discoveryOf(basis)} ${datesOf(basis)}`,
          words.what_happened,
          'a brief description of what happened, in plain language',
        ),
      },
      {
        id: 'phi_involved',
        title: 'What information was involved',
        citation: `${citation}(B)`,
        text: [dataOf(basis), ...(words.phi_involved ? [words.phi_involved] : [])].join('\n'),
      },
      {
        id: 'protective_steps',
        title: 'What you can do',
        citation: `${citation}(C)`,
        text: written('', words.protective_steps, 'steps that individuals should take to protect themselves'),
      },
      {
        id: 'mitigation',
        title: 'What we are doing',
        citation: `${citation}(D)`,
        text: written(
          containmentOf(basis),
          words.mitigation,
          'how you investigate, reduce harm and prevent further breaches',
        ),
      },
      {
        id: 'contact',
        title: 'For more information',
        citation: `${citation}(E)`,
        text: written(
          '',
          words.contact,
          'a toll-free telephone number, and an e-mail address, web site or postal address',
        ),
      },
    ];
  },
  hhs: (basis) => [
    {
      id: 'affected_individuals',
      title: 'Individuals affected',
      citation: '45 CFR 164.408',
      text: `${peopleOf(basis)} ${thresholdText(basis.breach.affected)}`,
    },
    {
      id: 'dates',
      title: 'Dates of the breach and of its discovery',
      citation: '45 CFR 164.408',
      text: `${discoveryOf(basis)} ${datesOf(basis)}`,
    },
    {
      id: 'phi_involved',
      title: 'Type of PHI involved',
      citation: '45 CFR 164.408',
      text: [dataOf(basis), ...(basis.words.phi_involved ? [basis.words.phi_involved] : [])].join('\n'),
    },
    {
      id: 'what_happened',
      title: 'Brief description',
      citation: '45 CFR 164.408',
      text: written(
        '',
        basis.words.what_happened,
        'a brief description, with the type of breach and where the data was',
      ),
    },
    {
      id: 'actions_taken',
      title: 'Safeguards and actions taken',
      citation: '45 CFR 164.408',
      text: written(
        containmentOf(basis),
        basis.words.mitigation,
        'safeguards in place before, and what was done in response',
      ),
    },
    { id: 'notices_given', title: 'Notices given', citation: '45 CFR 164.408', text: noticesGiven(basis.breach) },
  ],
  media: (basis) => {
    const { media, mediaMaybe } = thresholdsOf(basis.breach.affected);
    const living = media.map((state) => `${state}: ${basis.breach.affected?.byState[state] ?? 0} residents`);
    const where =
      living.length > 0
        ? `More than 500 residents are affected in each of: ${living.join('; ')}.`
        : 'By what is known, no state has more than 500 residents who are affected.';
    const maybe = mediaMaybe.length > 0 ? ` It may have in: ${mediaMaybe.join(', ')}.` : '';
    const others = basis.breach.affected?.atLeast ? ' Of others, whom the log does not name, it is not known.' : '';
    const states = { id: 'states', title: 'States', citation: '45 CFR 164.406(a)', text: where + maybe + others };
    return [
      states,
      ...BLOCKS.individuals(basis).map((block) => ({
        ...block,
        citation: `45 CFR 164.406(c), ${block.citation.slice('45 CFR '.length)}`,
      })),
    ];
  },
};

/** Of `Words`: what each notice needs of a person. */
export const NEEDED: Readonly<Record<NoticeKind, readonly (keyof Words)[]>> = {
  covered_entity: ['what_happened', 'next_steps'],
  individuals: ['what_happened', 'protective_steps', 'mitigation', 'contact'],
  hhs: ['what_happened', 'mitigation'],
  media: ['what_happened', 'protective_steps', 'mitigation', 'contact'],
};

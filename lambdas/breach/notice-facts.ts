/** What the log, the containment and the breach itself say in a notice, as sentences. Pure. */
import type { Affected, Breach } from './breach.ts';
import { thresholdsOf } from './breach-clock.ts';
import { measuresIn } from './breach-facts.ts';
import type { Step } from './containment.ts';
import type { Counts, Summary } from './findings.ts';
import { type Gaps, gapSentences, isAtLeast } from './gaps.ts';

/** What people add. Whatever is left out is named in the draft. */
export interface Words {
  readonly what_happened?: string | undefined;
  readonly phi_involved?: string | undefined;
  readonly next_steps?: string | undefined;
  readonly protective_steps?: string | undefined;
  readonly mitigation?: string | undefined;
  /** A toll-free telephone number, an e-mail address, a web site or a postal address (§164.404(c)(1)(E)). */
  readonly contact?: string | undefined;
}

export interface Basis {
  readonly breach: Breach;
  readonly scope: { readonly number: number; readonly revision: number };
  readonly counts: Counts;
  readonly summary: Summary;
  readonly gaps: Gaps;
  readonly steps: readonly Step[];
  readonly words: Words;
  readonly now: Date;
}

const NAMES: Readonly<Record<string, string>> = {
  account: 'account details (name, e-mail address, telephone number, memberships and ways to sign in)',
  after: 'account details as they were changed',
  before: 'account details before a change',
  client_id: 'numbers of visits or requests in a connected system',
  disclosure: 'to whom records were disclosed',
  ip: 'network addresses',
  resource: 'references to records in a connected system',
  user_agent: 'kinds of device and browser',
};

const MEASURE_NAMES: Readonly<Record<string, string>> = {
  api_key: 'keys of servers were revoked',
  client: 'clients were removed',
  signing_key: 'signing keys were rotated',
  lock: 'accounts were locked',
  credentials: 'credentials were removed',
  sessions: 'sessions were ended',
};

const day = (time: string): string => time.slice(0, 10);

export function datesOf({ breach, summary }: Basis): string {
  const [from, to] = [breach.occurredFrom ?? summary.first_at, breach.occurredTo ?? summary.last_at];
  if (!from || !to) return 'The log holds no event that was part of it.';
  const span = day(from) === day(to) ? `on ${day(from)}` : `from ${day(from)} to ${day(to)}`;
  const seen =
    summary.first_at && summary.last_at
      ? ` The first event that was part of it is of ${summary.first_at}, the last of ${summary.last_at}.`
      : '';
  return `It occurred ${span}.${seen}`;
}

export const discoveryOf = ({ breach }: Basis): string =>
  `The breach was discovered on ${day(breach.discoveredAt)} (${breach.discoveredAt}).`;

/** What is named is never told as all of it where it may not be. */
export function dataOf({ summary, gaps }: Basis): string {
  const kinds = Object.entries(summary.data).map(
    ([kind, people]) => `- ${NAMES[kind] ?? `“${kind}”`}: of ${people} ${people === 1 ? 'person' : 'people'}`,
  );
  const clinical = 'The service keeps accounts and access records. It keeps no diagnoses and no clinical notes.';
  const none = isAtLeast(gaps)
    ? 'The log names nobody whose data was reached. That does not show that nobody was.'
    : 'No data of people was reached by the log.';
  return [...(kinds.length > 0 ? kinds : [none]), ...gapSentences(gaps), clinical].join('\n');
}

export function peopleOf({ counts, breach, gaps }: Basis): string {
  const { affected } = breach;
  const states = Object.entries(affected?.byState ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `${isAtLeast(gaps) ? 'At least ' : ''}${counts.individuals + counts.uncertain} individuals are affected.`,
    ...gapSentences(gaps),
    ...(counts.uncertain > 0
      ? [`Of ${counts.uncertain} of them it cannot be known any more, so it is presumed (45 CFR 164.402(2)).`]
      : []),
    `Somebody tried in vain to reach ${counts.attempted} others.`,
    ...(states.length > 0 ? [`By state: ${states.map(([state, count]) => `${state} ${count}`).join(', ')}.`] : []),
    ...((affected?.unknown ?? 0) > 0 ? [`Where ${affected?.unknown} of them live is not known to us.`] : []),
    'Names and contact details of those who are named are in the list of individuals, and each of them is proven by the signed log.',
  ].join(' ');
}

export function containmentOf({ breach, steps }: Basis): string {
  const done = Object.entries(measuresIn(steps)).map(([kind, count]) => `- ${MEASURE_NAMES[kind] ?? kind}: ${count}`);
  const refused = steps.filter(({ state }) => state === 'refused').length;
  const pending = steps.filter(({ state }) => state === 'pending').length;
  const { contained } = breach.reached;
  return [
    contained && refused + pending === 0 ? `It was contained at ${contained}.` : 'The containment is not finished.',
    ...(done.length > 0 ? done : ['No measure was carried out yet.']),
    ...(refused > 0 ? [`- ${refused} measures could not be carried out`] : []),
    ...(pending > 0 ? [`- ${pending} measures are being carried out`] : []),
  ].join('\n');
}

export function thresholdText(affected: Affected | undefined): string {
  const { hhs, media, mediaMaybe } = thresholdsOf(affected);
  const told = {
    with_individuals: '500 or more: HHS is told together with the individuals (45 CFR 164.408(b)).',
    annual: 'Fewer than 500: HHS is told within 60 days after the end of the year (45 CFR 164.408(c)).',
    unknown:
      'Whether 500 or more are affected is not known: HHS is told together with the individuals unless it is shown that fewer are (45 CFR 164.408).',
  };
  const states =
    media.length > 0 ? ` More than 500 live in ${media.join(', ')}: media there are told (45 CFR 164.406).` : '';
  const maybe =
    mediaMaybe.length > 0
      ? ` Whether that holds for ${mediaMaybe.join(', ')} depends on those whose state is not known.`
      : '';
  const others = affected?.atLeast ? ' Of those whom the log does not name it is not known where they live.' : '';
  return told[hhs] + states + maybe + others;
}

export const stepsFor = (basis: Basis): string =>
  [
    'Notify each affected individual without unreasonable delay, and not later than 60 days after the discovery (45 CFR 164.404(b)).',
    thresholdText(basis.breach.affected),
    'Keep the evidence bundle: it shows for each event that it is in the signed log (45 CFR 164.414(b)).',
  ].join('\n');

export function noticesGiven({ notified }: Breach): string {
  const given = Object.entries(notified).map(([kind, time]) => `- ${kind.replaceAll('_', ' ')}: ${time}`);
  return given.length > 0 ? given.join('\n') : 'None yet.';
}

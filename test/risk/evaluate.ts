/**
 * Plays a month of a generated population and its attackers against the risk engine's own rules, and counts what would
 * have been asked for more or refused at each threshold. The same seed gives the same figures.
 */
import { type Arrival, type Habits, learn } from '../../lambdas/risk/habits.ts';
import { assessFacts } from '../../lambdas/risk/risk.ts';
import { DEFAULT_RISK_POLICY } from '../../lambdas/risk/risk-policy.ts';
import { ATTACK_KINDS, ATTACKS, type AttackKind } from './attacks.ts';
import { START_MS, signInsOf } from './honest.ts';
import { DAYS, makePerson, type Person } from './person.ts';
import { seeded } from './random.ts';

/** Of the figures in docs/risk.md. */
export const PUBLISHED = { people: 5_000, seed: 1 } as const;

/** Whether the deployment has the file of places and the lists of networks. */
const FILES = ['with files', 'without files'] as const;
export type Files = (typeof FILES)[number];

export const SCORES = 101;
/** How many sign-ins had each score, 0 to 100. */
export type Histogram = readonly number[];

export interface Figures {
  readonly files: Files;
  /** By e-mail code or password: these can be asked for more. */
  readonly honest: Histogram;
  readonly attacks: Readonly<Record<AttackKind, Histogram>>;
  /** With a passkey: how many, and how many of them were refused. */
  readonly passkeys: { readonly all: number; readonly blocked: number };
  readonly people: number;
  /** Those who were asked for more at least once in the month, and who could be. */
  readonly asked: { readonly people: number; readonly of: number };
}

/** A history of some days: an attack on somebody who never signed in finds nothing that it differs from. */
const FIRST_ATTACK_MS = START_MS + 10 * 24 * 3_600_000;
const LAST_ATTACK_MS = START_MS + DAYS * 24 * 3_600_000;

const blind = (arrival: Arrival): Arrival => ({
  ...arrival,
  country: undefined,
  coordinates: undefined,
  torExit: undefined,
  dataCentre: undefined,
  knownBad: undefined,
});

interface Tally {
  readonly honest: number[];
  readonly attacks: Record<AttackKind, number[]>;
  all: number;
  blocked: number;
  asked: number;
  typists: number;
}

const zeros = (): number[] => Array.from({ length: SCORES }, () => 0);

function play(person: Person, seed: number, files: Files, tally: Tally): void {
  const random = seeded(seed, 2 * person.id + 1);
  const see = (arrival: Arrival) => (files === 'with files' ? arrival : blind(arrival));
  const judge = (arrival: Arrival, habits: Habits | undefined) =>
    assessFacts('rd', { arrival, habits, offHours: undefined }, DEFAULT_RISK_POLICY, { factors: [person.method] });
  const attacks = ATTACK_KINDS.map((kind) => {
    const atMs = random.between(FIRST_ATTACK_MS, LAST_ATTACK_MS);
    return { kind, arrival: see(ATTACKS[kind](person, atMs, random)) };
  }).sort((a, b) => a.arrival.atMs - b.arrival.atMs);
  let habits: Habits | undefined;
  let asked = false;
  const attackBefore = (atMs: number) => {
    while (attacks[0] && attacks[0].arrival.atMs < atMs) {
      const { kind, arrival } = attacks.shift() ?? attacks[0];
      const { score } = judge(arrival, habits);
      tally.attacks[kind][score] = (tally.attacks[kind][score] ?? 0) + 1;
    }
  };
  for (const arrival of signInsOf(person, random).map(see)) {
    attackBefore(arrival.atMs);
    const { score, decision } = judge(arrival, habits);
    if (person.method === 'passkey') {
      tally.all++;
      if (decision === 'block') tally.blocked++;
    } else {
      tally.honest[score] = (tally.honest[score] ?? 0) + 1;
      asked ||= decision !== 'allow';
    }
    // Whoever is asked for one more factor and is themselves gives it.
    if (decision !== 'block') habits = learn(habits, arrival) ?? habits;
  }
  attackBefore(Number.POSITIVE_INFINITY);
  if (person.method !== 'passkey') tally.typists++;
  if (asked) tally.asked++;
}

export function evaluate(people: number, seed: number, files: Files): Figures {
  const attacks = Object.fromEntries(ATTACK_KINDS.map((kind) => [kind, zeros()])) as Tally['attacks'];
  const tally: Tally = { honest: zeros(), attacks, all: 0, blocked: 0, asked: 0, typists: 0 };
  for (let id = 0; id < people; id++) play(makePerson(id, seeded(seed, 2 * id)), seed, files, tally);
  return {
    files,
    honest: tally.honest,
    attacks,
    passkeys: { all: tally.all, blocked: tally.blocked },
    people,
    asked: { people: tally.asked, of: tally.typists },
  };
}

export const evaluateBoth = (people: number, seed: number): Figures[] =>
  FILES.map((files) => evaluate(people, seed, files));

export const total = (histogram: Histogram): number => histogram.reduce((sum, count) => sum + count, 0);

/** Of all in the histogram, the share whose score is at least this. */
export const shareFrom = (histogram: Histogram, threshold: number): number =>
  total(histogram.slice(threshold)) / Math.max(1, total(histogram));

/** All attacks alike, each kind counting as much as the others. */
export const meanShare = ({ attacks }: Figures, threshold: number): number =>
  ATTACK_KINDS.reduce((sum, kind) => sum + shareFrom(attacks[kind], threshold), 0) / ATTACK_KINDS.length;

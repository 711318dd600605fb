/** A month of a generated person's own sign-ins, in order of time. */
import { deviceOf } from '../../lambdas/risk/agent.ts';
import { coarse } from '../../lambdas/risk/geography.ts';
import type { Arrival } from '../../lambdas/risk/habits.ts';
import { type Agent, agentText, DAYS, type Person } from './person.ts';
import { ABROAD, type City, HOMES, KNOWLEDGE, type Network } from './places.ts';
import type { Random } from './random.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday. */
export const START_MS = Date.UTC(2026, 0, 5);

export const arrive = (
  atMs: number,
  agent: Agent,
  network: Network,
  rest: Partial<Pick<Arrival, 'attempts' | 'password'>> = {},
): Arrival => ({
  atMs,
  device: deviceOf(agentText(agent)),
  agent: agentText(agent),
  block: network.block,
  country: network.seemsAt.country,
  coordinates: network.precise ? coarse(network.seemsAt) : undefined,
  torExit: network.tor,
  dataCentre: network.dataCentre,
  knownBad: network.bad,
  attempts: undefined,
  password: 'none',
  ...rest,
});

export const plain = (block: string, seemsAt: City, precise: boolean, random: Random): Network => ({
  block,
  seemsAt,
  precise,
  tor: false,
  dataCentre: false,
  bad: random.chance(KNOWLEDGE.badByMistake),
});

/** A home line has one block, and another one once in a while. */
export const homeOf = ({ id, home }: Person, day: number, random: Random): Network =>
  plain(`home ${id}.${Math.floor((day + (id % 23)) / 23)}`, home, random.chance(KNOWLEDGE.preciseFixed), random);

/** A carrier's few blocks of the region, sometimes one of the whole country's. */
function mobileOf({ carrier, home }: Person, at: City, random: Random): Network {
  // A phone abroad is often led home by its own carrier.
  const near = at.country === home.country || random.chance(0.5) ? home : at;
  const region = random.chance(0.92) ? near.name : random.pick(HOMES).name;
  const block = `mobile ${near.country}.${carrier}.${region}.${random.below(5)}`;
  return plain(block, near, region === near.name && random.chance(KNOWLEDGE.preciseMobile), random);
}

function vpnOf(person: Person, random: Random): Network {
  const seemsAt = random.chance(0.12) ? random.pick(ABROAD) : person.home;
  const block = `vpn ${person.id % 5}.${seemsAt.name}.${random.below(3)}`;
  const dataCentre = random.chance(KNOWLEDGE.dataCentresListed);
  return { ...plain(block, seemsAt, true, random), dataCentre };
}

interface Moment {
  readonly hour: number;
  readonly at: 'home' | 'work' | 'way' | 'away';
}

/** A working day: at a shared workstation, on the way, and perhaps at home; patients seldom sign in at all. */
function momentsOf(person: Person, day: number, random: Random): Moment[] {
  const away = person.trip && day >= person.trip.firstDay && day <= person.trip.lastDay;
  if (away) return random.chance(0.5) ? [{ hour: random.between(7, 22), at: 'away' }] : [];
  if (person.role === 'patient') {
    if (!random.chance(0.25)) return [];
    return [{ hour: random.between(8, 23), at: random.chance(0.6) ? 'home' : 'way' }];
  }
  const start = person.shifts[day < DAYS / 2 ? 0 : 1];
  const works = (day + person.id) % 7 < 5;
  const moments: Moment[] = [];
  if (works) {
    moments.push(
      { hour: start + random.between(0, 1), at: 'work' },
      { hour: start + random.between(4, 6), at: 'work' },
    );
    if (random.chance(0.4)) moments.push({ hour: start - random.between(0.4, 0.9), at: 'way' });
  }
  if (random.chance(works ? 0.3 : 0.35)) moments.push({ hour: start + random.between(11, 14), at: 'home' });
  return moments;
}

function networkAt(person: Person, { at }: Moment, day: number, random: Random): Network {
  if (at !== 'work' && random.chance(person.vpn)) return vpnOf(person, random);
  const { trip } = person;
  if (at === 'away' && trip) {
    if (random.chance(0.4)) return mobileOf(person, trip.to, random);
    return plain(`hotel ${person.id}.${trip.firstDay}`, trip.to, random.chance(KNOWLEDGE.preciseFixed), random);
  }
  if (at === 'way') return mobileOf(person, person.home, random);
  if (at === 'home') return homeOf(person, day, random);
  return plain(`hospital ${person.hospital}.${random.below(2)}`, person.home, true, random);
}

function agentAt(person: Person, { at }: Moment, day: number, random: Random): Agent {
  const { laptop, phone } = person.change && day >= person.change.day ? person.change : person;
  // Workstations of a hospital are of one kind, and have two browsers.
  if (at === 'work') return random.chance(0.9) ? 'windowsEdge' : 'windowsChrome';
  if (at === 'way') return phone;
  return random.chance(0.6) ? laptop : phone;
}

export function signInsOf(person: Person, random: Random): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let day = 0; day < DAYS; day++) {
    for (const moment of momentsOf(person, day, random)) {
      const atMs = START_MS + day * DAY_MS + (moment.hour - person.home.utc) * HOUR_MS;
      const typed = person.method !== 'passkey';
      const attempts = typed ? 1 + (random.chance(0.08) ? random.below(6) : 0) : undefined;
      const password = person.method === 'password' ? ('not_breached' as const) : ('none' as const);
      const network = networkAt(person, moment, day, random);
      arrivals.push(arrive(atMs, agentAt(person, moment, day, random), network, { attempts, password }));
    }
  }
  return arrivals.sort((a, b) => a.atMs - b.atMs);
}

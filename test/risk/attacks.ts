/** Ways in which somebody else signs in as a generated person, after they got hold of a code, a password or a device. */
import type { Arrival } from '../../lambdas/risk/habits.ts';
import { arrive, homeOf, plain } from './honest.ts';
import { type Agent, LAPTOPS, type Person } from './person.ts';
import { type City, ELSEWHERE, HOMES, KNOWLEDGE, type Network } from './places.ts';
import type { Random } from './random.ts';

type Attack = (person: Person, atMs: number, random: Random) => Arrival;

const dataCentre = (seemsAt: City, bad: number, random: Random): Network => ({
  ...plain(`rented ${random.below(10_000)}`, seemsAt, true, random),
  dataCentre: random.chance(KNOWLEDGE.dataCentresListed),
  bad: random.chance(bad),
});

const anyLaptop = (random: Random): Agent => random.pick(LAPTOPS);

const stolenPassword = (random: Random) => ({
  attempts: random.chance(0.35) ? 5 + random.below(5) : 1 + random.below(3),
  password: random.chance(0.7) ? ('breached' as const) : ('not_breached' as const),
});

/** What they used before is known to be theirs; the day decides nothing here. */
const ownHome = (person: Person, random: Random): Network => homeOf(person, 15, random);

export const ATTACKS = {
  'stuffing from data centres': (_, atMs, random) => {
    const agent = random.chance(0.5) ? random.pick<Agent>(['headless', 'script']) : anyLaptop(random);
    return arrive(atMs, agent, dataCentre(random.pick(ELSEWHERE), 0.25, random), stolenPassword(random));
  },
  'stuffing through homes': (_, atMs, random) => {
    const seemsAt = random.chance(0.5) ? random.pick(HOMES) : random.pick(ELSEWHERE);
    const network = { ...plain(`proxy ${random.below(100_000)}`, seemsAt, true, random), bad: random.chance(0.08) };
    return arrive(atMs, anyLaptop(random), network, stolenPassword(random));
  },
  'code phished, used through Tor': (_, atMs, random) => {
    const exit = { ...dataCentre(random.pick(ELSEWHERE), 0.3, random), tor: random.chance(KNOWLEDGE.torListed) };
    return arrive(atMs, 'windowsFirefox', exit, { attempts: 1 });
  },
  'code phished, used in another country': (_, atMs, random) => {
    const seemsAt = random.pick(ELSEWHERE);
    const network = random.chance(0.4)
      ? dataCentre(seemsAt, 0.1, random)
      : plain(`far ${random.below(100_000)}`, seemsAt, random.chance(0.9), random);
    return arrive(atMs, anyLaptop(random), network, { attempts: 1 });
  },
  'code phished, used in the same country': (_, atMs, random) => {
    const network = plain(`near ${random.below(100_000)}`, random.pick(HOMES), random.chance(0.9), random);
    return arrive(atMs, anyLaptop(random), network, { attempts: 1 });
  },
  'bot with a stolen code': (person, atMs, random) => {
    const network = random.chance(0.5)
      ? dataCentre(random.pick(ELSEWHERE), 0.15, random)
      : plain(`bot ${random.below(100_000)}`, person.home, true, random);
    return arrive(atMs, random.pick<Agent>(['headless', 'script']), network, { attempts: 1 });
  },
  'laptop stolen, in the same city': (person, atMs, random) => {
    const network = plain(`café ${random.below(100_000)}`, person.home, random.chance(0.9), random);
    return arrive(atMs, person.laptop, network, { attempts: 1 });
  },
  "household, on the person's device": (person, atMs, random) =>
    arrive(atMs, person.laptop, ownHome(person, random), { attempts: 1 }),
} as const satisfies Record<string, Attack>;

export type AttackKind = keyof typeof ATTACKS;
export const ATTACK_KINDS = Object.keys(ATTACKS) as readonly AttackKind[];

/** One generated person: where they live and work, what they use, how they sign in, and what changes in a month. */
import { ABROAD, type City, HOMES } from './places.ts';
import type { Random } from './random.ts';

export const DAYS = 30;

const AGENTS = {
  windowsChrome:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  windowsEdge:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
  windowsFirefox: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0',
  macChrome:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  macSafari:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  android:
    'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
  headless:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36',
  script: 'python-requests/2.32.3',
} as const;
export type Agent = keyof typeof AGENTS;
export const agentText = (agent: Agent): string => AGENTS[agent];

export const LAPTOPS = ['windowsChrome', 'windowsChrome', 'windowsEdge', 'macChrome', 'macSafari'] as const;
const PHONES = ['iphone', 'iphone', 'android'] as const;

export interface Trip {
  readonly to: City;
  readonly firstDay: number;
  readonly lastDay: number;
}

export interface Person {
  readonly id: number;
  readonly role: 'clinician' | 'patient';
  readonly method: 'passkey' | 'otp' | 'password';
  readonly home: City;
  readonly hospital: number;
  readonly laptop: Agent;
  readonly phone: Agent;
  /** From this day on, if any: another phone or another browser, of another kind than before. */
  readonly change: { readonly day: number; readonly laptop: Agent; readonly phone: Agent } | undefined;
  readonly carrier: number;
  /** How often a sign-in goes through a VPN. */
  readonly vpn: number;
  readonly trip: Trip | undefined;
  /** First hour of work, local; one who changes shifts has another in the second half. */
  readonly shifts: readonly [number, number];
}

/** Shares of what people do in a month. Assumed, not measured. */
const LIFE = {
  clinicians: 0.6,
  trip: 0.15,
  tripAbroad: 0.3,
  newDevice: 0.06,
  vpnUsers: 0.08,
  rotatingShifts: 0.3,
} as const;

export function makePerson(id: number, random: Random): Person {
  const clinician = random.chance(LIFE.clinicians);
  const firstDay = 2 + random.below(DAYS - 8);
  const home = random.pick(HOMES);
  const away = random.chance(LIFE.tripAbroad) ? random.pick(ABROAD) : random.pick(HOMES);
  const start = clinician ? random.pick([7, 7, 8, 11, 19]) : 9;
  const laptop = random.pick(LAPTOPS);
  const phone = random.pick(PHONES);
  return {
    id,
    role: clinician ? 'clinician' : 'patient',
    method: random.pick(['passkey', 'passkey', 'passkey', 'otp', 'otp', 'password']),
    home,
    hospital: random.below(40),
    laptop,
    phone,
    change: random.chance(LIFE.newDevice)
      ? {
          day: 3 + random.below(DAYS - 4),
          laptop: random.chance(0.5) ? random.pick(['macSafari', 'windowsEdge', 'windowsFirefox']) : laptop,
          phone: phone === 'iphone' ? 'android' : 'iphone',
        }
      : undefined,
    carrier: random.below(3),
    vpn: random.chance(LIFE.vpnUsers) ? random.between(0.05, 0.6) : 0,
    trip:
      away.name !== home.name && random.chance(LIFE.trip)
        ? { to: away, firstDay, lastDay: firstDay + 1 + random.below(6) }
        : undefined,
    shifts: [start, clinician && random.chance(LIFE.rotatingShifts) ? (start + 12) % 24 : start],
  };
}

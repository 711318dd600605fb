import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrival, type Habits, learn, noteAttempt } from '../../../lambdas/risk/habits.ts';
import { BOSTON, HOUR_MS, NOW_MS, TOKYO, USUAL_ARRIVAL, USUAL_HABITS } from './facts.ts';

const learnedFrom = (arrival: Partial<Arrival>, habits: Habits | undefined = USUAL_HABITS) =>
  learn(habits, { ...USUAL_ARRIVAL, ...arrival });

describe('habits', () => {
  it('begin with the first sign-in, about which nothing is unusual', () => {
    expect(learn(undefined, USUAL_ARRIVAL)).toMatchObject({
      devices: ['laptop'],
      blocks: ['203.0.113.0/24'],
      countries: ['US'],
      place: { ...BOSTON, atMs: NOW_MS },
      unusualMs: [],
    });
  });

  it('are not worth a write within the hour, where nothing is new', () => {
    const lastMs = NOW_MS - HOUR_MS + 1;
    expect(learnedFrom({}, { ...USUAL_HABITS, lastMs })).toBeUndefined();
    expect(learnedFrom({}, { ...USUAL_HABITS, lastMs: lastMs - 1 })).toMatchObject({ lastMs: NOW_MS, unusualMs: [] });
  });

  it.each([{ device: 'phone' }, { block: '198.51.100.0/24' }, { country: 'FR' }])('learn what is new: %j', (fresh) => {
    const learned = learnedFrom(fresh, { ...USUAL_HABITS, lastMs: NOW_MS - 1 });

    expect(learned?.unusualMs).toEqual([NOW_MS]);
    expect(JSON.stringify(learned)).toContain(JSON.stringify(Object.values(fresh)[0]));
  });

  it('keep the last known place where this one is not known', () => {
    expect(learnedFrom({ coordinates: undefined })?.place).toEqual(USUAL_HABITS.place);
    expect(learnedFrom({ coordinates: TOKYO })?.place).toEqual({ ...TOKYO, atMs: NOW_MS });
  });

  it('learn nothing of an attempt that was refused but that there was one', () => {
    expect(noteAttempt(USUAL_HABITS, { ...USUAL_ARRIVAL, device: 'phone', country: 'FR' })).toEqual({
      ...USUAL_HABITS,
      unusualMs: [NOW_MS],
    });
  });

  it('let a new shift become usual, and the old one fade', () => {
    let habits: Habits | undefined;
    const signIn = (day: number, hour: number) => {
      const atMs = Date.UTC(2026, 0, 1 + day, hour);
      habits = learn(habits, { ...USUAL_ARRIVAL, atMs }) ?? habits;
    };
    for (let day = 0; day < 150; day++) signIn(day, 9);
    for (let day = 150; day < 1_200; day++) signIn(day, 21);

    expect(habits?.hours[9]).toBeLessThan(10);
    expect(habits?.hours[21]).toBeGreaterThan(90);
  });

  it('stay small, whatever happens: they fit in one write unit sealed', () => {
    const arrival = fc.record({
      device: fc.stringMatching(/^[A-Za-z0-9_-]{12}$/),
      block: fc.constantFrom(
        ...Array.from({ length: 40 }, (_, index) => `2001:db8:${(60_000 + index).toString(16)}::/48`),
      ),
      country: fc.constantFrom('US', 'FR', 'DE', 'GB', 'CA', 'MX', 'JP', 'BR', 'NG', 'VN', 'RO'),
      coordinates: fc.constant({ latitude: -42.4, longitude: -171.1 }),
    });
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 30, maxLength: 60 }), (arrivals) => {
        let habits: Habits | undefined;
        for (const [index, one] of arrivals.entries()) {
          habits = learn(habits, { ...USUAL_ARRIVAL, ...one, atMs: NOW_MS + index * HOUR_MS }) ?? habits;
        }
        expect(JSON.stringify(habits).length + 60).toBeLessThan(950);
      }),
      { numRuns: 30 },
    );
  });
});

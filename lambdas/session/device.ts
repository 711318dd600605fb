/** What a person recognises a session by: browser, system and kind of device, as the user agent has them. */
import Bowser from 'bowser';

export interface Device {
  /** Such as `Firefox 128`. */
  readonly browser: string | null;
  /** Such as `Windows`. */
  readonly system: string | null;
  readonly kind: 'desktop' | 'mobile' | 'tablet' | 'tv' | 'bot' | null;
}

export const KINDS = ['desktop', 'mobile', 'tablet', 'tv', 'bot'] as const satisfies readonly Device['kind'][];

/** @param userAgent of a session, which keeps no more than its beginning. */
export function deviceOf(userAgent: string | undefined): Device {
  if (!userAgent) return { browser: null, system: null, kind: null };
  const { browser, os, platform } = Bowser.parse(userAgent);
  const [major] = browser.version?.split('.') ?? [];
  const name = browser.name && (major ? `${browser.name} ${major}` : browser.name);
  return { browser: name || null, system: os.name || null, kind: KINDS.find((kind) => kind === platform.type) ?? null };
}

/** `device_signals` of a sign-in (api.md): a hint, so what is not of this form is left out and refuses nobody. */
import * as z from 'zod/mini';

const word = (max: number) => z.optional(z.string().check(z.maxLength(max)));

export const deviceSignals = z.optional(
  z.catch(z.object({ device_id: word(128), platform: word(64), model: word(64) }), {}),
);

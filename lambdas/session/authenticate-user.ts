/** From an access token to the user behind it, with the session checked where it is stored. */
import type { UserPrincipal } from '../shared/principal.ts';
import type { Result } from '../shared/result.ts';

export async function authenticateUser(_token: string, _now: Date): Promise<Result<UserPrincipal, 'unauthenticated'>> {
  throw new Error('not built yet');
}

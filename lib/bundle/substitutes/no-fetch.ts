/**
 * Stands in for what fetches the revocation lists that certificates name. A certificate may name any address, so nobody
 * is asked: the library goes on as it does when a list cannot be reached.
 */
export async function fetch(): Promise<never> {
  throw new Error('no address that a certificate names is asked');
}

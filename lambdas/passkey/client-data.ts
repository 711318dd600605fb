/** What the library does not refuse: a ceremony inside a frame of another origin (WebAuthn L3 §7.1, §7.2; security.md, row 5). */

/** Strips a byte order mark, as §7.1 step 5 and §7.2 step 8 ask. */
const utf8 = new TextDecoder();

export function isFramed(clientDataJSON: string): boolean {
  const { crossOrigin, topOrigin } = JSON.parse(utf8.decode(Buffer.from(clientDataJSON, 'base64url'))) as {
    crossOrigin?: unknown;
    topOrigin?: unknown;
  };
  return (crossOrigin !== undefined && crossOrigin !== false) || topOrigin !== undefined;
}

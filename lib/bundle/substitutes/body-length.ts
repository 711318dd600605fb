/** Stands in for the measure of request bodies: Hale sends text and bytes, never a file. Fails for anything else. */
export function calculateBodyLength(body: string | Uint8Array | undefined | null): number {
  if (!body) return 0;
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (ArrayBuffer.isView(body)) return body.byteLength;
  throw new Error('a request body is neither text nor bytes');
}

/**
 * Stands in for the SDK's SHA-256 and HMAC, which sign each request. Keys as key objects: Node 24 takes three times as
 * long with bytes or strings. The signing key of a day is one object, and so is its key object.
 */
import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';

type Data = string | ArrayBuffer | ArrayBufferView;

const bytesOf = (data: Data): Buffer => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
};

const keyObjects = new WeakMap<object, KeyObject>();

function keyObject(secret: Data): KeyObject {
  const known = typeof secret === 'string' ? undefined : keyObjects.get(secret);
  if (known) return known;
  const made = createSecretKey(bytesOf(secret));
  if (typeof secret !== 'string') keyObjects.set(secret, made);
  return made;
}

export class Sha256Node {
  readonly digestLength = 32;
  readonly #key: KeyObject | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Data) {
    this.#key = secret ? keyObject(secret) : undefined;
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    return this.#key ? createHmac('sha256', this.#key) : createHash('sha256');
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  /** Once: nothing in the SDK asks for it twice of one object. */
  async digest(): Promise<Uint8Array> {
    const { buffer, byteOffset, byteLength } = this.#hash.digest();
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  reset(): void {
    this.#hash = this.#begin();
  }
}

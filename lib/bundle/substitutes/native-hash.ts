/** Stands in for the SDK's SHA-256 written in JavaScript: Node has its own, and this one is never made. */
export class Sha256Js {
  constructor() {
    throw new Error('SHA-256 in JavaScript is left out of the bundle');
  }
}

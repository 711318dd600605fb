// A reason why the local cloud cannot run that the person at the keyboard can do something about.

/** Shown as one line without a stack; the process ends with exit code 1. */
export class Refusal extends Error {}

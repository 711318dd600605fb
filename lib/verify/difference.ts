/** The first thing in a copy of the archive that is not as it was signed. */
export class Difference extends Error {
  override readonly name = 'Difference';
  /** Path inside the verified folder. */
  readonly file: string;
  /** Index of the first entry that is not vouched for, where one can be named. */
  readonly index: number | undefined;

  constructor(file: string, index: number | undefined, reason: string) {
    super(reason);
    this.file = file;
    this.index = index;
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The log contradicts itself or what was signed of it: nothing is added to it and nothing proved from it until somebody has looked.
 * A RangeError, because whoever asks beyond the end of a log meets it too.
 */
export class LogBroken extends RangeError {
  override name = 'LogBroken';

  /** `noted`: the size of the log that somebody else knows, where that is what contradicts. */
  constructor(
    message: string,
    readonly noted: number | null = null,
  ) {
    super(message);
  }

  /** Next bundles this file more than once into one process: an error made by one copy is one for every other. */
  static override [Symbol.hasInstance](value: unknown): value is LogBroken {
    return value instanceof RangeError && value.name === 'LogBroken' && 'noted' in value;
  }
}

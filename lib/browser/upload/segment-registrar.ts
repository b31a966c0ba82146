import type { SegmentToRegister, SignedRequestAnswer } from '../../envelope/wire';
import { ApiProblem } from '../../transfer/api-client';
import { type DatedRequest, dated } from '../../transfer/begin-by';

type Register = (segments: SegmentToRegister[]) => Promise<SignedRequestAnswer[]>;
type Waiting = {
  segment: SegmentToRegister;
  signal: AbortSignal;
  resolve: (request: DatedRequest) => void;
  reject: (reason: unknown) => void;
};

/**
 * Registers segments one request at a time: what becomes ready while one is under way goes together in the next, so that a
 * slow server is asked less often, not more. When a request for several is refused, each is asked for alone, so that only
 * the one that is to blame fails, and with its own reason.
 */
export class SegmentRegistrar {
  readonly #register: Register;
  readonly #countMax: number;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(register: Register, countMax: number) {
    this.#register = register;
    this.#countMax = countMax;
  }

  /** The request that stores the segment. @throws what `register` throws, or the signal's reason */
  register(segment: SegmentToRegister, signal: AbortSignal): Promise<DatedRequest> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ segment, signal, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Ends when no request is under way. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    await null; // what becomes ready in the same moment goes together
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#countMax).filter(({ signal, reject }) => {
        if (signal.aborted) reject(signal.reason);
        return !signal.aborted;
      });
      if (batch.length > 0) await this.#ask(batch);
    }
    this.#running = null;
  }

  async #ask(batch: readonly Waiting[]): Promise<void> {
    const askedAt = performance.now();
    try {
      const requests = await this.#register(batch.map(({ segment }) => segment));
      for (const [at, { resolve, reject }] of batch.entries()) {
        const request = requests[at];
        if (request) resolve(dated(request, askedAt));
        else reject(new Error('fewer requests than segments'));
      }
    } catch (error) {
      if (batch.length > 1 && isRefusal(error)) for (const one of batch) await this.#ask([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}

/** The server has judged what was asked; not: it is away, overloaded, or does not know the person any more. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiProblem && [400, 404, 409, 413, 422].includes(error.status);
}

/** What a check established, or where the fault lies. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** Why a check failed: caught by `Checks.run`, never by callers of the library. */
export class Fault extends Error {
  readonly code: string;
  readonly facts: Facts;

  constructor(code: string, facts: Facts = {}) {
    super(`${code} ${JSON.stringify(facts)}`);
    this.name = 'Fault';
    this.code = code;
    this.facts = facts;
  }
}

/** Code of what is of a later version than this program reads: no fault of the file. */
export const newerCode = 'format-newer';

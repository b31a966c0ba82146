import type { Facts } from '../../lib/verify/fault';
import type { VerifyOptions } from '../../lib/verify/report';
import { verifyFile } from '../../lib/verify/verify-file';

export type ScenarioOptions = Pick<
  VerifyOptions,
  'logKey' | 'keptCheckpoint' | 'sealingKey' | 'timestampRoots'
>;

/** What the verifier must say: the verdict, and every check that did not pass, with its place. */
export type Verdict = {
  kind: string;
  outcome: string;
  notPassed: { check: string; state: string; code: string; facts: Facts }[];
};

/** One file, good, or bad in one way. */
export type ProofScenario = {
  file: string;
  description: string;
  options: ScenarioOptions;
  expect: Verdict;
};

/** A scenario before it was judged. */
export type MadeScenario = Omit<ProofScenario, 'expect'> & { bytes: Uint8Array };

/** Runs the verifier, here or in a browser. */
export async function judge(bytes: Uint8Array, options: ScenarioOptions): Promise<Verdict> {
  const { kind, outcome, checks } = await verifyFile(new Blob([new Uint8Array(bytes)]), options);
  const notPassed = checks
    .filter(({ state }) => state !== 'verified')
    .map(({ check, state, code, facts: { reason: _, ...facts } }) => ({ check, state, code, facts }));
  return { kind, outcome, notPassed };
}

import type { ComposeState } from '@/lib/browser/compose/compose-state';
import type { AddresseeStanding } from '@/lib/envelope/answers';
import { askStandings } from './ask-standings';
import { speaksOfForgottenFile } from './send-obstacle';

/** What looks like a mistake and is asked about once, before sending. */
export type SendDoubt =
  | ({ kind: NonNullable<AddresseeStanding['doubt']>['kind'] } & { address: string; domain: string })
  | { kind: 'forgotten-file' };

/** The service is waited for no longer: it forbids nothing. */
const patienceMs = 1_500;

/** The doubts about a draft as it stands; empty for nearly all, which so go at once. */
export async function sendDoubts(state: ComposeState, mailboxId: string): Promise<SendDoubt[]> {
  const { to, cc, bcc } = state.text;
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address);
  const patience = new Promise<AddresseeStanding[]>((done) => setTimeout(() => done([]), patienceMs));
  const standings = await Promise.race([askStandings(mailboxId, addresses), patience]);
  const doubts: SendDoubt[] = standings.flatMap(({ address, doubt }) =>
    doubt === null ? [] : [{ kind: doubt.kind, address, domain: doubt.domain }],
  );
  if (speaksOfForgottenFile(state)) doubts.push({ kind: 'forgotten-file' });
  return doubts;
}

import type { ComposeState } from '@/lib/browser/compose/compose-state';
import type { AddresseeStanding } from '@/lib/envelope/answers';
import type { FoundIdentity } from '@/lib/letter-checks/patient-identity';
import { askStandings } from './ask-standings';

/** What looks like a mistake and is asked about once, before sending. */
export type SendDoubt =
  | ({ kind: NonNullable<AddresseeStanding['doubt']>['kind'] } & { address: string; domain: string })
  | { kind: 'forgotten-file' }
  /** In a title that stands in the notification: what, and the title without it. */
  | { kind: 'patient-identity'; found: FoundIdentity }
  /** So many see each other's addresses, and not all of them are colleagues. */
  | { kind: 'many-visible'; count: number };

/** The service is waited for no longer: it forbids nothing. */
const patienceMs = 1_500;
/** From so many on, people who see each other's addresses are asked about. */
const visibleMany = 10;

/** What these checks look at. */
type Draft = Pick<ComposeState, 'text' | 'attachments'>;

/**
 * The doubts about a draft as it stands; empty for nearly all, which so go at once. Text and title are judged here, and only addresses are asked
 * about at the server.
 */
export async function sendDoubts(
  draft: Draft,
  { mailboxId, titleShown }: { mailboxId: string; titleShown: boolean },
): Promise<SendDoubt[]> {
  const { to, cc, bcc } = draft.text;
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address);
  const patience = new Promise<AddresseeStanding[]>((done) => setTimeout(() => done([]), patienceMs));
  const [standings, ofText] = await Promise.all([
    Promise.race([askStandings(mailboxId, addresses), patience]),
    textDoubts(draft, titleShown).catch(() => []), // without the network a check that was not loaded forbids nothing
  ]);
  const visible = to.length + cc.length;
  const isMany = visible >= visibleMany && standings.some(({ mark }) => mark === 'outside');
  return [
    ...standings.flatMap(({ address, doubt }): SendDoubt[] =>
      doubt === null ? [] : [{ kind: doubt.kind, address, domain: doubt.domain }],
    ),
    ...(isMany ? [{ kind: 'many-visible', count: visible } as const] : []),
    ...ofText,
  ];
}

async function textDoubts({ text, attachments }: Draft, titleShown: boolean): Promise<SendDoubt[]> {
  const [{ findPatientIdentity }, { speaksOfFile }] = await Promise.all([
    import('@/lib/letter-checks/patient-identity'),
    import('@/lib/letter-checks/speaks-of-file'),
  ]);
  const found = titleShown ? findPatientIdentity(text.title) : null;
  const passesOn = (text.forwards ?? []).length > 0;
  const isAnnounced = attachments.length === 0 && speaksOfFile(ownTitle(text), text.html, passesOn);
  return [
    ...(found ? [{ kind: 'patient-identity', found } as const] : []),
    ...(isAnnounced ? [{ kind: 'forgotten-file' } as const] : []),
  ];
}

/** The title of an answer is another's. */
function ownTitle({ title, inReplyTo, forwards }: ComposeState['text']): string {
  return inReplyTo || forwards?.length ? '' : title;
}

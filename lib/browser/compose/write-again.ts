import type { EnvelopeStatusAnswer } from '../../envelope/wire';
import { createApiClient } from '../../transfer/api-client';
import type { TakenLetter } from '../upload/upload-messages';
import type { ComposeSession } from './compose-session';
import type { DraftText } from './draft-content';
import { attachmentOf, pathOf, takeLetter } from './taken-letter';

/**
 * Fills a fresh draft with what a letter of one's own mailbox held: text and recipients, and its files, whose parts become parts of the
 * draft, so that no byte of them is fetched or uploaded. Recipients who were withdrawn by name, as mistyped ones are, do not come along,
 * unless all were.
 * @throws Error where it cannot be opened or does not verify; ApiProblem
 */
export async function writeAgain(session: ComposeSession, origin: string, envelopeId: string): Promise<void> {
  const place = { envelopeId };
  const [status, letter] = await Promise.all([
    createApiClient(origin)<EnvelopeStatusAnswer>('GET', pathOf(place)),
    takeLetter(session, place),
  ]);
  await session.fillNaming(
    place,
    textOf(status, letter),
    letter.parts.map((part) => attachmentOf(part, letter)),
  );
  session.uploads.add(letter.files);
}

function textOf(status: EnvelopeStatusAnswer, { title, html, marks }: TakenLetter): DraftText {
  const { takenBackAt, sealedAt, expiresAt } = status;
  const meant = status.recipients.filter(
    ({ withdrawnAt }) => withdrawnAt === null || withdrawnAt === takenBackAt,
  );
  const of = (kind: 'to' | 'cc' | 'bcc') =>
    meant
      .filter((one) => one.kind === kind)
      .map(({ address, name }) => ({ address, ...(name === null ? {} : { name }) }));
  const days = Math.round((Date.parse(expiresAt) - Date.parse(sealedAt)) / 86_400_000);
  return {
    fromAddress: status.senderAddress,
    to: of('to'),
    cc: of('cc'),
    bcc: of('bcc'),
    title,
    html,
    expiresInDays: Math.min(365, Math.max(1, days)),
    ...(marks && { marks }),
  };
}

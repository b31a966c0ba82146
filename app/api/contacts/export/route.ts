import { exportContacts } from '@/lib/contacts/export-contacts';
import { exportContactsQuery } from '@/lib/contacts/wire';
import { fileResponse, streamOf } from '@/lib/http/file-response';
import { route } from '@/lib/http/route';

/** A mailbox's address book as a file, streamed: cards, or a table in the language of the answer. */
export const GET = route(
  {
    access: 'user',
    query: exportContactsQuery,
    answer: ['text/vcard', 'text/csv'],
    refuses: ['not-found'],
    limit: { points: 60, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, query, locale, requestId }) => {
    const { fileName, mediaType, chunks } = exportContacts(services, { ...query, actor, locale });
    const body = streamOf(chunks, (error) =>
      services.log.error({ err: error, requestId }, 'the export of an address book broke off'),
    );
    return fileResponse({ fileName, mediaType, body });
  },
);

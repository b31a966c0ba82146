import { auditExportRequest } from '@/lib/audit/explore/wire';
import { exportEntries } from '@/lib/audit/export/export-entries';
import { fileResponse, streamOf } from '@/lib/http/file-response';
import { route } from '@/lib/http/route';

/** The audit trail as a file, streamed: an HTML form posts here, so that the browser saves the answer as it comes. */
export const POST = route(
  {
    access: 'user',
    scope: 'audit:export',
    answer: ['text/csv', 'application/jsonl', 'application/zip'],
    accept: 'form',
    body: auditExportRequest,
    refuses: ['period-empty', 'checkpoint-ahead'],
    limit: { points: 20, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, client, requestId, body: { format, since, spreadsheet, ...filter } }) => {
    const { fileName, mediaType, chunks } = await exportEntries(services, {
      ...{ actor, client, filter, format },
      ...(since && { since }),
      ...(spreadsheet && { spreadsheet }),
    });
    const body = streamOf(chunks, (error) =>
      services.log.error({ err: error, requestId }, 'the audit export broke off'),
    );
    return fileResponse({ fileName, mediaType, body });
  },
);

import { exportEntries } from '@/lib/audit/export-entries';
import { auditExportRequest } from '@/lib/audit/wire';
import { route } from '@/lib/http/route';

/** The audit trail as a file, streamed: an HTML form posts here, so that the browser saves the answer as it comes. */
export const POST = route(
  {
    access: 'user',
    scope: 'audit:export',
    answer: ['text/csv', 'application/jsonl', 'application/zip'],
    accept: 'form',
    body: auditExportRequest,
    limit: { points: 20, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, client, body: { format, since, ...filter } }) => {
    const file = await exportEntries(services, { actor, client, filter, format, ...(since && { since }) });
    const stream = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { done, value } = await file.chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await file.chunks.return(undefined);
      },
    });
    return new Response(stream, {
      headers: {
        'content-type': file.mediaType,
        'content-disposition': `attachment; filename="${file.fileName}"`,
        'x-content-type-options': 'nosniff',
      },
    });
  },
);

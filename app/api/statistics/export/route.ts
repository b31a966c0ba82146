import { fileResponse } from '@/lib/http/file-response';
import { route } from '@/lib/http/route';
import { exportStatistics } from '@/lib/statistics/export-statistics';
import { statisticsExportRequest } from '@/lib/statistics/wire';

/** The same figures as a CSV file: an HTML form posts here, so that the browser saves the answer. */
export const POST = route(
  {
    access: 'user',
    answer: ['text/csv'],
    accept: 'form',
    body: statisticsExportRequest,
    limit: { points: 20, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, client, body: { spreadsheet = null, ...query } }) => {
    const { fileName, csv } = await exportStatistics(services, { actor, client, query, spreadsheet });
    return fileResponse({ fileName, mediaType: 'text/csv; charset=utf-8', body: csv });
  },
);

/** What can be chosen for a destination; apart from wire.ts, so that pages need not load the schemas. */
export const syslogFormats = ['cef', 'ocsf'] as const;
export type SyslogFormat = (typeof syslogFormats)[number];
export const exportSchedules = ['daily', 'weekly', 'monthly'] as const;
export type ExportSchedule = (typeof exportSchedules)[number];
export const scheduledFormats = ['zip', 'jsonl', 'csv'] as const;

import { settings } from './settings';

/** The table of every setting that stands in docs/operations.md (Markdown). */
export function settingsTable(): string {
  const rows = Object.entries(settings).map(([name, setting]) => {
    const byDefault = 'byDefault' in setting ? setting.byDefault : '';
    const secret = 'secret' in setting ? ' **Secret.**' : '';
    return `| \`${name}\` | ${byDefault} | ${setting.about}${secret} |`;
  });
  return ['| setting | default | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}

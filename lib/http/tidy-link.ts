const reference = '[A-Za-z0-9_-]{32}';
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** What mails link to. The fragment of `/password#…` never reaches a server: its page looks itself. */
const mailed = new RegExp(`^(/e/${reference}(?:/report)?|/sent/${uuid})([^A-Za-z0-9_/-].*)$`);

/**
 * Where a link of a mail leads that a mail program, or a person who copied it, ended too late: `/e/<reference>.`, `),`, `%3E`,
 * `%20`, `%C2%BB`. Null for every other path.
 */
export function tidyLink(pathname: string): string | null {
  return mailed.exec(pathname)?.[1] ?? null;
}

/** Words that stand in examples, in our own docker-compose.yml and in the defaults of well-known servers. */
const exampleWords =
  /change-?me|example-?(only|secret|password)|minioadmin|cephsecret|only-?for-?demo|(^|:)(secret|password|postgres|admin|pli|test)$/i;

/**
 * Whether a secret is one that everybody knows: it holds a word of examples, or is made of one byte over and over. In a URL
 * only the password counts.
 */
export function isExampleSecret(value: string): boolean {
  const secret =
    URL.canParse(value) && value.includes('://') ? decodeURIComponent(new URL(value).password) : value.trim();
  if (secret === '') return false;
  const bytes = /^[A-Za-z0-9+/]{43}=$/.test(secret) ? Buffer.from(secret, 'base64') : Buffer.from(secret);
  return exampleWords.test(secret) || new Set(bytes).size === 1;
}

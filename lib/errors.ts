/**
 * Every expected failure, by a stable code. The table fixes the HTTP status (RFC 9110) it is answered with;
 * the words a person reads stand in messages/<locale>/errors.json under the same code.
 */
export const errorStatus = {
  'bad-request': 400,
  // what a PUT to the vault carried is not what was signed
  'bytes-refused': 400,
  'sign-in-required': 401,
  'not-found': 404,
  conflict: 409,
  'draft-stale': 409,
  'envelope-incomplete': 409,
  expired: 410,
  // the sender took this recipient's access away
  withdrawn: 410,
  // what one wants to change was taken back before anybody could read it
  'taken-back': 409,
  // the recipient whose address is corrected was withdrawn before
  'recipient-withdrawn': 409,
  // the right address is among the recipients already
  'already-recipient': 409,
  // no key is left: evidence stays, content is gone
  'content-destroyed': 410,
  // what is stored of a letter disagrees with its seal
  'sealed-row-changed': 409,
  'attachments-too-large': 413,
  'request-too-large': 413,
  // a person or an organisation stores as much as it may
  'quota-reached': 413,
  'address-invalid': 422,
  // a character nobody sees, inside an address or a code
  'unseen-character': 422,
  'too-many-recipients': 422,
  // a recipient is a shared mailbox that takes nothing any more
  'mailbox-closed': 422,
  // no open account of the own organisation has this address
  'no-colleague': 422,
  'too-many-requests': 429,
  // a guest has answered as often as she may in a day
  'too-many-answers': 429,
  'code-refused': 403,
  'sign-in-refused': 401,
  'sign-in-locked': 429,
  'password-weak': 422,
  'passwords-differ': 422,
  'link-refused': 410,
  'address-taken': 409,
  'address-outside': 422,
  'last-administrator': 409,
  'too-many-destinations': 409,
  // a folder or label of that name is there already, case and accents aside
  'name-in-use': 409,
  'too-many-folders': 409,
  // a folder would lie deeper than the tree goes
  'folder-too-deep': 409,
  // an address stands in another contact of the same book
  'address-in-book': 409,
  // a contact is not any more what the person saw who changes it
  'contact-changed': 409,
  'too-many-contacts': 409,
  'origin-refused': 403,
  // unknown, expired, revoked, of a closed account: one answer for all
  'token-refused': 401,
  // a good access token that was not given this right
  'scope-missing': 403,
  'too-many-tokens': 409,
  blocked: 403,
  // a vault URL that is forged or has expired
  'url-refused': 403,
  // a stretch of time that ends before it begins
  'period-empty': 422,
  // the time a letter is to leave has passed, is too far ahead, or is not before its end
  'release-time': 422,
  // a checkpoint of the audit log that names more entries than the log has
  'checkpoint-ahead': 409,
  internal: 500,
  // the audit log contradicts itself: nothing is proved from it
  'log-broken': 500,
  'storage-unavailable': 503,
  'storage-full': 507,
  'database-unavailable': 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** A field of a request that does not fit: its path, names and indexes joined by dots, and a word for what is wrong with it. */
export type WrongField = { field: string; reason: string };

/**
 * The only error whose meaning may reach a person. `detail` holds values the message needs (numbers, names of fields),
 * never internals; `fields` are all that were found wrong, where there may be several; `cause` is for the log.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: Readonly<Record<string, string | number>>;
  readonly fields: readonly WrongField[];

  constructor(
    code: ErrorCode,
    options: {
      detail?: Record<string, string | number>;
      fields?: readonly WrongField[];
      cause?: unknown;
    } = {},
  ) {
    super(code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail ?? {};
    this.fields = options.fields ?? [];
  }

  /** Next bundles this file more than once into one process: an error made by one copy is one for every other. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'AppError' && 'code' in value;
  }
}

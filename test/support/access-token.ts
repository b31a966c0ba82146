import { v7 as uuidv7 } from 'uuid';
import type { Scope } from '../../lib/access/scopes';
import { hashToken, newToken } from '../../lib/access-tokens/token-secret';
import type { Services } from '../../lib/services';
import { BrowserPerson } from './browser-person';

/** A live access token of a user, as a row; what the settings page would have shown once is `token`. `days`: for tests that move their clocks. */
export async function makeToken(
  { db, keys, clock }: Pick<Services, 'db' | 'keys' | 'clock'>,
  userId: string,
  scopes: readonly Scope[],
  days = 1,
): Promise<{ id: string; token: string }> {
  const token = newToken();
  const expiresAt = new Date(clock.now().getTime() + days * 86_400_000);
  const id = uuidv7();
  const secretHash = hashToken(keys, token);
  await db.accessToken.create({
    data: { id, userId, name: 'test', scopes: [...scopes], secretHash, expiresAt },
  });
  return { id, token };
}

/** A program: no cookie, no Origin, nothing but the token. */
export class TokenProgram {
  private readonly person: BrowserPerson;

  constructor(
    origin: string,
    private readonly token: string,
    address = '192.0.2.200',
  ) {
    this.person = new BrowserPerson(origin, address);
  }

  /** As BrowserPerson.call; `headers` may take the token away or add a cookie. */
  call(
    module: Parameters<BrowserPerson['call']>[0],
    method: Parameters<BrowserPerson['call']>[1],
    path: string,
    options: NonNullable<Parameters<BrowserPerson['call']>[3]> = {},
  ): Promise<Response> {
    const headers = {
      origin: undefined,
      cookie: undefined,
      authorization: `Bearer ${this.token}`,
      ...options.headers,
    };
    return this.person.call(module, method, path, { ...options, headers });
  }
}

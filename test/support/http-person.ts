/** Somebody with a cookie jar and no browser: for attacks and for what a page does not show. Never follows a redirect. */
export class HttpPerson {
  readonly cookies = new Map<string, string>();

  /** `origin`: of the pages people use, where a proxy in front gives them another than the process's own; `always`: headers of every request. */
  constructor(
    readonly baseUrl: string,
    private readonly origin: string = baseUrl,
    private readonly always: Record<string, string> = {},
  ) {}

  /** A request with this person's cookies, as the site's own page would send it (same origin), unless `headers` say otherwise. */
  async request(
    method: string,
    path: string,
    options: {
      json?: unknown;
      body?: string | Uint8Array<ArrayBuffer>;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Response> {
    const body = options.json === undefined ? options.body : JSON.stringify(options.json);
    const response = await fetch(new URL(path, this.baseUrl), {
      method,
      redirect: 'manual',
      headers: {
        ...this.always,
        ...(this.cookies.size > 0
          ? { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
          : {}),
        ...(method === 'GET' || method === 'HEAD'
          ? {}
          : { origin: this.origin, 'sec-fetch-site': 'same-origin' }),
        ...(options.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  /** The JSON answer. @throws with status and body when it is not a success. */
  async json<T>(method: string, path: string, json?: unknown): Promise<T> {
    const response = await this.request(method, path, json === undefined ? {} : { json });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T; // the caller names the answer's type in lib/envelope/wire.ts
  }

  /** Status of a request, its body read away. */
  async status(method: string, path: string, json?: unknown): Promise<number> {
    const response = await this.request(method, path, json === undefined ? {} : { json });
    await response.arrayBuffer();
    return response.status;
  }

  /** Signs in as the page does. @throws with the answer when it is refused. */
  async signIn(account: { email: string; password: string }): Promise<this> {
    const response = await this.trySignIn('password', { email: account.email, password: account.password });
    if (!response.ok)
      throw new Error(`sign-in of ${account.email}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
    return this;
  }

  /** One attempt through next-auth; the answer, whatever it is. */
  async trySignIn(provider: 'password' | 'guest-code', credentials: object): Promise<Response> {
    const { csrfToken } = await this.json<{ csrfToken: string }>('GET', '/api/auth/csrf');
    return this.request('POST', `/api/auth/callback/${provider}`, {
      json: { csrfToken, json: 'true', ...credentials },
    });
  }

  private keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    const gone = attributes.some(
      (attribute) => /^\s*max-age=0$/i.test(attribute) || /^\s*expires=thu, 01 jan 1970/i.test(attribute),
    );
    if (gone || value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

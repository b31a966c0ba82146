import type { RouteHandler } from '../../lib/http/route';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type RouteModule = Partial<Record<Method, RouteHandler>>;

/**
 * A person with a cookie jar who calls route handlers directly, as Next calls them: no server, the same pipeline.
 */
export class BrowserPerson {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly origin = 'http://pli.test',
    readonly address = '192.0.2.1',
  ) {}

  /** Calls one handler of a route module. `params` are the path's; `headers` override what a page of ours would send. */
  async call(
    module: RouteModule,
    method: Method,
    path: string,
    options: {
      params?: object;
      json?: unknown;
      body?: string;
      headers?: Record<string, string | undefined>;
    } = {},
  ): Promise<Response> {
    const handler = module[method];
    if (handler === undefined) throw new Error(`${path} has no ${method}`);
    const headers = new Headers({
      host: new URL(this.origin).host,
      'x-forwarded-for': this.address,
      'user-agent': 'test',
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    });
    if (method !== 'GET') headers.set('origin', this.origin);
    if (options.json !== undefined) headers.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === undefined) headers.delete(name);
      else headers.set(name, value);
    }
    const body = options.json === undefined ? options.body : JSON.stringify(options.json);
    const request = new Request(new URL(path, this.origin), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const response = await handler(request, { params: Promise.resolve(options.params ?? {}) });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  /** A copy with the same cookies: the same browser, another tab. */
  copy(): BrowserPerson {
    const other = new BrowserPerson(this.origin, this.address);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  private keep(setCookie: string): void {
    const [pair = '', ...attributes] = setCookie.split(';');
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1).trim();
    const gone = attributes.some((attribute) =>
      /max-age=0$|expires=thu, 01 jan 1970/i.test(attribute.trim()),
    );
    if (gone || value === '') this.cookies.delete(pair.slice(0, at).trim());
    else this.cookies.set(pair.slice(0, at).trim(), value);
  }
}

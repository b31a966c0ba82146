import { describe, expect, it } from 'vitest';
import { safeNext } from '../../../app/_components/form/sign-in-calls';
import { browserOf } from '../../../app/(account)/settings/browser-of';
import { filterFields, noFilter } from '../../../app/(admin)/audit/chosen-filter';

describe('where one goes after signing in', () => {
  it.each(['/inbox', '/e/abcDEF_-0123456789abcDEF_-012345', '/sent?mailbox=1'])(
    'is the page asked for (%s)',
    (path) => {
      expect(safeNext(path)).toBe(path);
    },
  );

  it.each([
    null,
    undefined,
    '',
    'https://evil.example/',
    '//evil.example/inbox',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/%00//',
  ])('never leaves Pli (%s)', (path) => {
    const next = safeNext(path);
    expect(new URL(next, 'https://pli.example').origin).toBe('https://pli.example');
  });
});

describe('the audit filter', () => {
  const now = new Date('2026-11-21T12:00:00Z');

  it('asks for nothing that was not chosen', () => {
    expect(filterFields(noFilter, now)).toEqual({});
  });

  it('turns a period into its first instant', () => {
    expect(filterFields({ ...noFilter, period: 'week', person: ' a@b.test ' }, now)).toEqual({
      from: '2026-11-14T12:00:00.000Z',
      person: 'a@b.test',
    });
  });

  it('leaves a date out that is no date', () => {
    expect(filterFields({ ...noFilter, period: 'custom', from: 'x', until: '' }, now)).toEqual({});
  });
});

describe('the name of a browser', () => {
  it('is told from its agent, or not at all', () => {
    expect(
      browserOf(
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
      ),
    ).toEqual({ browser: 'Chrome', system: 'Linux' });
    expect(
      browserOf('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1'),
    ).toEqual({ browser: 'Safari', system: 'iOS' });
    expect(browserOf('curl/8')).toBeNull();
  });
});

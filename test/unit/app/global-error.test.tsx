import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import GlobalError from '../../../app/global-error';

describe('the page for when even the frame fails', () => {
  it('says so in both languages, offers to try again, and shows the number for support and nothing of the error', () => {
    const error = Object.assign(new Error('password=hunter2'), { digest: '4711' });
    const html = renderToStaticMarkup(createElement(GlobalError, { error, retry: () => undefined }));
    expect(html).toMatch(/lang="fr".*Réessayer.*lang="en".*Try again/s);
    expect(html).toContain('4711');
    expect(html).not.toContain('hunter2');
  });
});

'use client';

import { Button, Code, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { isEmptyMessage, messageDocument, sanitiseMessage } from '@/lib/browser/open/message-html';
import classes from '../reader.module.css';

/**
 * The message, sanitised, in a frame where no script runs and nothing is loaded. A link is followed only after its whole
 * address has been shown.
 */
export function MessageFrame({ html }: { html: string }) {
  const t = useTranslations('open.reader');
  const frame = useRef<HTMLIFrameElement>(null);
  const [link, setLink] = useState<string | null>(null);
  const [height, setHeight] = useState(80);
  const safe = useMemo(() => sanitiseMessage(html), [html]);
  const source = useMemo(() => messageDocument(safe, lookOfPage()), [safe]);
  if (isEmptyMessage(safe)) return <p className={classes.empty}>{t('emptyMessage')}</p>;

  const onLoad = () => {
    const inner = frame.current?.contentDocument;
    if (!inner) return;
    // Not the document's: that is never less than the frame itself.
    const measure = () => setHeight(Math.ceil(inner.body.getBoundingClientRect().height));
    measure();
    new ResizeObserver(measure).observe(inner.body);
    inner.addEventListener('click', (event) => {
      const anchor =
        event.target instanceof Object && 'closest' in event.target ? closestLink(event.target) : null;
      if (!anchor) return;
      event.preventDefault();
      setLink(anchor);
    });
  };
  const follow = () => {
    if (link) window.open(link, '_blank', 'noopener,noreferrer');
    setLink(null);
  };

  return (
    <>
      <iframe
        ref={frame}
        title={t('message')}
        // Same origin lets this page measure the frame and catch its links; without allow-scripts nothing in it can act.
        sandbox="allow-same-origin"
        referrerPolicy="no-referrer"
        srcDoc={source}
        onLoad={onLoad}
        className={classes.frame}
        style={{ height }}
      />
      <Dialog opened={link !== null} title={t('link.title')} onClose={() => setLink(null)}>
        <Text size="sm">{t('link.text')}</Text>
        <Code block my="sm" className={classes.linkText ?? ''}>
          {link}
        </Code>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={() => setLink(null)}>
            {t('link.cancel')}
          </Button>
          <Button onClick={follow}>{t('link.open')}</Button>
        </Group>
      </Dialog>
    </>
  );
}

/** The address of the link around an element of the frame, which belongs to another realm than this page's classes. */
function closestLink(target: object): string | null {
  const anchor = (target as Element).closest('a[href]'); // has `closest`: the caller has looked
  return anchor?.getAttribute('href') ?? null;
}

function lookOfPage() {
  const style = getComputedStyle(document.body);
  const variable = (name: string) => style.getPropertyValue(name).trim();
  const nonce = document.querySelector<HTMLElement>('style[nonce], script[nonce]')?.nonce ?? '';
  return {
    text: style.color,
    link: variable('--mantine-color-anchor'),
    line: variable('--pli-line'),
    font: 'system-ui, sans-serif',
    nonce,
  };
}

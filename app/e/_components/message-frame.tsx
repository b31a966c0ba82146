'use client';

import { Button, Code, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { LeftOutNote } from '@/app/_components/show/left-out-note';
import { addressOf, frameDocument, readMessage } from '@/lib/browser/open/message-html';
import type { ShownPictures } from '@/lib/browser/open/shown-pictures';
import { watchTouches } from '@/lib/browser/session/browser-session';
import classes from '../reader.module.css';
import { lookOfPage } from './look-of-page';

/**
 * The message, sanitised, in a frame where no script runs and nothing is loaded but the letter's own pictures. A link is followed only after its whole
 * address has been shown. What a letter cannot hold is said.
 */
export function MessageFrame({ html, pictures }: { html: string; pictures: ShownPictures }) {
  const t = useTranslations('open.reader');
  const frame = useRef<HTMLIFrameElement>(null);
  const [link, setLink] = useState<string | null>(null);
  const [height, setHeight] = useState(80);
  const message = useMemo(() => readMessage(html, pictures), [html, pictures]);
  const fold = t('earlier');
  const source = useMemo(
    () => frameDocument(message, { ...lookOfPage(), fold }, pictures),
    [message, pictures, fold],
  );
  useSchemeOfPage(frame);

  const onLoad = () => {
    const inner = frame.current?.contentDocument;
    if (!inner) return;
    followScheme(inner);
    watchTouches(inner);
    // Not the document's: that is never less than the frame itself.
    const measure = () => {
      setHeight(Math.ceil(inner.body.getBoundingClientRect().height));
      reachWideTables(inner);
    };
    measure();
    new ResizeObserver(measure).observe(inner.body);
    askBeforeLinks(inner, setLink);
    handKeysOn(inner);
  };
  const follow = () => {
    if (link) window.open(link, '_blank', 'noopener,noreferrer');
    setLink(null);
  };

  return (
    <>
      {message.empty ? (
        <p className={classes.empty}>{t('emptyMessage')}</p>
      ) : (
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
      )}
      <LeftOutNote leftOut={message.leftOut} said="read" />
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

/** One way for every button, modifier and key: none of them does anything else, because the frame's links have no address. */
function askBeforeLinks(inner: Document, ask: (address: string) => void): void {
  const onPress = (event: Event) => {
    const address = addressOf(event.target);
    if (address === null) return;
    event.preventDefault();
    ask(address);
  };
  inner.addEventListener('click', onPress);
  inner.addEventListener('auxclick', (event) => {
    if (event.button === 1) onPress(event);
  });
  inner.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') onPress(event);
  });
}

/** Who has clicked into the text still answers, goes on and files by keys: the page hears them as its own. */
function handKeysOn(inner: Document): void {
  inner.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return;
    const { key, code, shiftKey, ctrlKey, altKey, metaKey } = event;
    const how = { key, code, shiftKey, ctrlKey, altKey, metaKey, bubbles: true, cancelable: true };
    if (!document.dispatchEvent(new KeyboardEvent('keydown', how))) event.preventDefault();
  });
}

/** A table that is wider than the screen is scrolled with the keyboard too: not every browser stops there by itself. */
function reachWideTables(inner: Document): void {
  for (const table of inner.querySelectorAll('table'))
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    else table.removeAttribute('tabindex');
}

const schemeAttribute = 'data-mantine-color-scheme';

function followScheme(inner: Document): void {
  const scheme = document.documentElement.getAttribute(schemeAttribute) ?? 'light';
  inner.documentElement.setAttribute(schemeAttribute, scheme);
}

/** A letter lies open while the day ends: its colours are the page's at every moment. */
function useSchemeOfPage(frame: { current: HTMLIFrameElement | null }): void {
  useEffect(() => {
    const observer = new MutationObserver(() => {
      const inner = frame.current?.contentDocument;
      if (inner) followScheme(inner);
    });
    observer.observe(document.documentElement, { attributeFilter: [schemeAttribute] });
    return () => observer.disconnect();
  }, [frame]);
}

'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type RefObject, useCallback, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { frameDocument } from '@/lib/browser/preview/frame-document';
import {
  type FrameCommand,
  type FrameEvent,
  type FrameFailure,
  frameEventOf,
} from '@/lib/browser/preview/frame-messages';
import { neededFile } from '@/lib/browser/preview/frame-parts';
import type { PreparedPreview } from '@/lib/browser/preview/prepare-preview';
import { previewLimits } from '@/lib/browser/preview/preview-limits';
import { browserSession } from '@/lib/browser/session/browser-session';
import { lookOfPage } from '../look-of-page';
import classes from './preview.module.css';

export type Place = Extract<FrameEvent, { type: 'at' }>;
export type FrameHandle = { tell: (command: FrameCommand) => void };

/**
 * A PDF or a picture in a frame without origin and without network, which is given the bytes and says only where its reader is. What it
 * held is gone with it.
 */
export function FileFrame({
  name,
  prepared,
  handle,
  onPlace,
  onKey,
  onFailed,
}: {
  name: string;
  prepared: Extract<PreparedPreview, { as: 'frame' }>;
  handle: RefObject<FrameHandle | null>;
  onPlace: (place: Place) => void;
  onKey: (key: string) => void;
  onFailed: (reason: FrameFailure) => void;
}) {
  const t = useTranslations('open.preview');
  const language = useLocale();
  const frame = useRef<HTMLIFrameElement>(null);
  const [source] = useState(() => {
    const { nonce, scheme } = lookOfPage();
    return frameDocument({ program: prepared.program, nonce, scheme, language, title: name });
  });
  const heard = useRef({ onPlace, onKey, onFailed });
  heard.current = { onPlace, onKey, onFailed };
  // An origin that is nobody's has no name: what is said goes to this frame's window whatever it holds, which is never another site's
  // (the page's frame-src).
  const tell = useCallback((command: FrameCommand, moved: Transferable[] = []) => {
    frame.current?.contentWindow?.postMessage(command, '*', moved);
  }, []);
  useImperativeHandle(handle, () => ({ tell: (command) => tell(command) }), [tell]);

  // Before the frame can have said its first word.
  useLayoutEffect(() => {
    const { file, worker } = prepared;
    let isFed = false;
    const hear = async (event: FrameEvent) => {
      if (event.type === 'ready' && !isFed) {
        isFed = true;
        const words = { page: t('page', { n: '{n}', of: '{of}' }) };
        tell({ type: 'show', file, worker, keptPixelsMax: previewLimits.pictureKeptPixelsMax, words });
      } else if (event.type === 'at') heard.current.onPlace(event);
      else if (event.type === 'failed') heard.current.onFailed(event.reason);
      else if (event.type === 'key') heard.current.onKey(event.key);
      else if (event.type === 'touched') browserSession.active();
      else if (event.type === 'need') {
        const bytes = await neededFile(event.kind, event.name);
        tell({ type: 'given', id: event.id, bytes }, bytes ? [bytes] : []);
      }
    };
    const onMessage = ({ source: from, data }: MessageEvent) => {
      if (from === null || from !== frame.current?.contentWindow) return;
      const event = frameEventOf(data);
      if (event) void hear(event);
    };
    window.addEventListener('message', onMessage);
    const scheme = new MutationObserver(() => tell({ type: 'scheme', scheme: lookOfPage().scheme }));
    scheme.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    return () => {
      window.removeEventListener('message', onMessage);
      scheme.disconnect();
    };
  }, [prepared, t, tell]);

  return (
    <iframe
      ref={frame}
      className={classes.frame}
      title={t('frame', { name })}
      sandbox="allow-scripts"
      srcDoc={source}
    />
  );
}

'use client';

import { Modal, Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { FocusBack } from '@/app/_components/dialog/focus-back';
import type { OpenedFile } from '@/lib/browser/open/open-messages';
import type { FrameCommand, FrameFailure } from '@/lib/browser/preview/frame-messages';
import { type PreparedPreview, preparePreview } from '@/lib/browser/preview/prepare-preview';
import { FileFrame, type FrameHandle, type Place } from './file-frame';
import { FileTable, FileText, usePreviewNotes } from './file-text';
import { NotShownNote } from './not-shown-note';
import classes from './preview.module.css';
import { PreviewBar } from './preview-bar';

/** One file after the other in front of the letter. Nothing is saved by looking. */
export default function PreviewLayer({
  files,
  names,
  index,
  onIndex,
  onSave,
  onClose,
}: {
  files: readonly OpenedFile[];
  names: readonly string[];
  index: number;
  onIndex: (index: number) => void;
  onSave: (index: number) => void;
  onClose: () => void;
}) {
  const t = useTranslations('open.preview');
  const file = files[index];
  const name = names[index] ?? '';
  const shown = usePrepared(file, name);
  const [place, setPlace] = useState<Place | null>(null);
  const [failure, setFailure] = useState<FrameFailure | null>(null);
  const frame = useRef<FrameHandle>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file begins anew
  useEffect(() => {
    setPlace(null);
    setFailure(null);
    heading.current?.focus();
  }, [index]);
  const prepared = shown !== null && shown.file === file ? shown.prepared : null;
  const notes = usePreviewNotes(prepared, place?.reduced === true);
  if (!file) return null;

  const go = (step: 1 | -1) => {
    const next = index + step;
    if (next >= 0 && next < files.length) onIndex(next);
  };
  /** Whether the key meant something here. */
  const press = (key: string): boolean => {
    if (key === 'Escape') onClose();
    else if (key === 'ArrowRight' || key === 'n') go(1);
    else if (key === 'ArrowLeft' || key === 'p') go(-1);
    else {
      const command = commands[key];
      if (command === undefined || prepared?.as !== 'frame') return false;
      frame.current?.tell(command);
    }
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement; // a focused element is one of HTML
    const isScrolled = target.closest('[data-scrolled]') !== null && event.key.startsWith('Arrow');
    if (event.key === 'Escape' || isScrolled) return; // the dialog closes by itself; a table scrolls sideways
    if (press(event.key)) event.preventDefault();
  };

  return (
    <>
      <FocusBack />
      <Modal.Root
        opened
        onClose={onClose}
        fullScreen
        returnFocus={false}
        lockScroll={false}
        transitionProps={{ duration: 0 }}
        onKeyDown={onKeyDown} // the library's content takes this property and drops it
      >
        <Modal.Content aria-label={name} className={classes.content}>
          <Modal.Body className={classes.layer}>
            <PreviewBar
              heading={heading}
              file={file}
              name={name}
              kind={prepared?.kind ?? null}
              at={index}
              count={files.length}
              place={failure === null ? place : null}
              tell={(command) => frame.current?.tell(command)}
              go={go}
              onSave={() => onSave(index)}
              onClose={onClose}
            />
            {notes.length > 0 && (
              <div className={classes.notes}>
                {notes.map((note) => (
                  <p key={note}>{note}</p>
                ))}
              </div>
            )}
            <div className={classes.stage}>
              {prepared === null ? (
                <div className={classes.waiting} role="status" aria-label={t('preparing')}>
                  <Skeleton height="60%" width="min(100%, 40rem)" />
                </div>
              ) : failure !== null ? (
                <NotShownNote reason={failure} kind={prepared.kind} onSave={() => onSave(index)} />
              ) : prepared.as === 'none' ? (
                <NotShownNote reason={prepared.reason} kind={prepared.kind} onSave={() => onSave(index)} />
              ) : prepared.as === 'text' ? (
                <FileText name={name} text={prepared.decoded.text} />
              ) : prepared.as === 'table' ? (
                <FileTable name={name} table={prepared.table} />
              ) : (
                <FileFrame
                  key={file.partId}
                  name={name}
                  prepared={prepared}
                  handle={frame}
                  onPlace={setPlace}
                  onKey={press}
                  onFailed={setFailure}
                />
              )}
            </div>
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

const commands: Readonly<Record<string, FrameCommand>> = {
  '+': { type: 'zoom', to: 'in' },
  '=': { type: 'zoom', to: 'in' },
  '-': { type: 'zoom', to: 'out' },
  '0': { type: 'zoom', to: 'fit' },
  r: { type: 'turn' },
  ArrowDown: { type: 'scroll', by: 'line', direction: 1 },
  ArrowUp: { type: 'scroll', by: 'line', direction: -1 },
  PageDown: { type: 'scroll', by: 'page', direction: 1 },
  PageUp: { type: 'scroll', by: 'page', direction: -1 },
  Home: { type: 'scroll', by: 'whole', direction: -1 },
  End: { type: 'scroll', by: 'whole', direction: 1 },
};

type Shown = { file: OpenedFile; prepared: PreparedPreview };

function usePrepared(file: OpenedFile | undefined, name: string): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    if (!file) return;
    let isLeft = false;
    void preparePreview(file, name).then((prepared) => {
      if (!isLeft) setShown({ file, prepared });
    });
    return () => {
      isLeft = true;
    };
  }, [file, name]);
  return shown;
}

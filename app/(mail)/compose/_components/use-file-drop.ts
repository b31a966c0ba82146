'use client';

import { useEffect, useState } from 'react';
import { filesOfTransfer } from '@/lib/browser/compose/dropped-files';
import { arePictures, type Incoming } from '@/lib/browser/compose/incoming-files';

type OnFiles = (incoming: Incoming) => void;

/** Files dropped or pasted anywhere on the page, but for pictures that are put into the text. Answers whether files are being dragged over it. */
export function useFileDrop(enabled: boolean, onFiles: OnFiles): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    if (!enabled) return;
    const holdsFiles = (transfer: DataTransfer | null) => transfer?.types.includes('Files') ?? false;
    // a picture that is put into the text stands there
    const isForText = ({ target }: Event, { items }: DataTransfer) =>
      target instanceof Element &&
      target.closest('[contenteditable="true"]') !== null &&
      arePictures([...items].filter(({ kind }) => kind === 'file').map(({ type }) => type));
    const take = (transfer: DataTransfer) => void filesOfTransfer(transfer).then(onFiles);
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      // over the text a picture may be dropped into it: nothing hides where
      setDragging(!isForText(event, event.dataTransfer));
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const onDrop = (event: DragEvent) => {
      setDragging(false);
      if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return;
      if (isForText(event, event.dataTransfer)) return;
      event.preventDefault();
      take(event.dataTransfer);
    };
    const onPaste = (event: ClipboardEvent) => {
      const { clipboardData } = event;
      // A word processor puts a picture of the text beside the text: then the text is meant.
      if (!clipboardData || !holdsFiles(clipboardData) || clipboardData.types.includes('text/plain')) return;
      if (isForText(event, clipboardData)) return;
      event.preventDefault();
      take(clipboardData);
    };
    // No pointer moves while something is dragged: it ended in a way that nobody told of.
    const onPointerMove = () => setDragging(false);
    window.addEventListener('pointermove', onPointerMove);
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop, true);
    window.addEventListener('paste', onPaste, true);
    return () => {
      window.removeEventListener('pointermove', onPointerMove);
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop, true);
      window.removeEventListener('paste', onPaste, true);
    };
  }, [enabled, onFiles]);
  return dragging;
}

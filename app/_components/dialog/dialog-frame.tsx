'use client';

import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

/** The frame of a dialog that is open: its trap for the focus and its place in front of the page. */
export default function DialogFrame(props: {
  title: string;
  onClose: (() => void) | null;
  size: 'md' | 'lg';
  children: ReactNode;
}) {
  const { title, onClose, size, children } = props;
  return (
    <Modal.Root
      opened
      onClose={onClose ?? ignore}
      closeOnEscape={onClose !== null}
      closeOnClickOutside={onClose !== null}
      returnFocus={false}
      size={size}
      centered
      lockScroll={false}
      // Drawing a fade takes from the encryption that may run behind it.
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body p="lg">
          <Modal.Title fw={650} fz="lg" mb="sm">
            {title}
          </Modal.Title>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

const ignore = () => undefined;

/** A file to be saved: never shown, whatever a browser takes it for. `fileName` is one of ours: ASCII without quotes. */
export function fileResponse(file: {
  fileName: string;
  mediaType: string;
  body: ReadableStream<Uint8Array> | string;
}): Response {
  return new Response(file.body, {
    headers: {
      'content-type': file.mediaType,
      'content-disposition': `attachment; filename="${file.fileName}"`,
      'x-content-type-options': 'nosniff',
    },
  });
}

/**
 * Chunks as a body that is read as fast as the client takes it; one who goes away ends the generator. The status has been sent
 * when a later chunk fails: then the connection breaks off, so that nobody takes the half for the whole, and `failed` is told.
 */
export function streamOf(
  chunks: AsyncGenerator<Uint8Array>,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        failed(error);
        throw error;
      }
    },
    cancel: async () => {
      await chunks.return(undefined);
    },
  });
}

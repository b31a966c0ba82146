/** What is shown in the page at most: beyond it, a file is saved. */
export const previewLimits = {
  pdfBytesMax: 52_428_800,
  pictureBytesMax: 104_857_600,
  /** Four bytes each while it is decoded. */
  picturePixelsMax: 120_000_000,
  /** From here on a picture is made smaller while it is decoded, to about this many. */
  pictureKeptPixelsMax: 24_000_000,
  /** Of a text or a table, from its beginning. */
  textBytesMax: 1_048_576,
  tableRowsMax: 2_000,
  tableColumnsMax: 100,
  tableCellsMax: 50_000,
  /** Characters of one cell. */
  tableCellLengthMax: 2_000,
} as const;

/**
 * Reads a CSV file as RFC 4180 has it: quoted fields, doubled quotes, line breaks inside quotes.
 * Not a general reader: comma only, a header is required, everything is text.
 */

/** The rows of a CSV text, the header included. An empty line is no row. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  // A byte order mark would become part of the first column's name.
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') field += text[++at];
      else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === ',') {
      row.push(field);
      field = '';
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at++;
      if (row.length > 0 || field !== '') rows.push([...row, field]);
      row = [];
      field = '';
    } else field += character;
  }
  if (quoted) throw new Error('The CSV ends inside a quoted field.');
  if (row.length > 0 || field !== '') rows.push([...row, field]);
  return rows;
}

/** One record per row, by the names in the header. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...rows] = rowsOf(text);
  if (header === undefined) return [];
  return rows.map((row, index) => {
    if (row.length !== header.length)
      throw new Error(
        `Record ${index + 1} of the CSV has ${row.length} fields, the header ${header.length}.`,
      );
    return Object.fromEntries(header.map((name, column) => [name, row[column]]));
  });
}

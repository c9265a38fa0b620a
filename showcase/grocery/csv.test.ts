import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv';

describe('parseCsv', () => {
  it('reads quoted commas, quotes and line breaks', () => {
    expect(parseCsv('a,b\r\n"1, 2","say ""hi""\nthere"\r\n')).toEqual([
      { a: '1, 2', b: 'say "hi"\nthere' },
    ]);
  });

  it('keeps blanks and empty fields', () => {
    expect(parseCsv('a,b,c\n x ,,\n')).toEqual([{ a: ' x ', b: '', c: '' }]);
  });

  it('drops a byte order mark and empty lines, and needs no last line break', () => {
    expect(parseCsv('\ufeffa\n\n1')).toEqual([{ a: '1' }]);
  });

  it('refuses rows of another length and an open quote', () => {
    expect(() => parseCsv('a,b\n1')).toThrow(/Record 1/);
    expect(() => parseCsv('a\n"1')).toThrow(/quoted/);
  });
});

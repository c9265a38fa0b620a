import { describe, expect, it } from 'vitest';
import { bytes, count, logProbability, milliseconds, percent } from './format';

describe('numbers of the engine room', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [812_345, '812.3 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [6_812_345, '6.8 MB'],
  ])('%d bytes are %s', (value, text) => {
    expect(bytes(value)).toBe(text);
  });

  it.each([
    [0, '< 0.1 ms'],
    [2.44, '2.4 ms'],
    [9.96, '10 ms'],
    [1234.5, '1,235 ms'],
  ])('%d milliseconds are %s', (value, text) => {
    expect(milliseconds(value)).toBe(text);
  });

  it.each([
    [0, '0 %'],
    [0.00000001, '< 0.01 %'],
    [0.00074, '0.074 %'],
    [0.0054, '0.54 %'],
    [0.0213, '2.1 %'],
    [0.0996, '10 %'],
    [1, '100 %'],
  ])('a probability of %d is %s', (value, text) => {
    expect(percent(value)).toBe(text);
  });

  it('counts one and many', () => {
    expect(count(1, 'request')).toBe('1 request');
    expect(count(0, 'request')).toBe('0 requests');
    expect(count(1234, 'box', 'boxes')).toBe('1,234 boxes');
  });

  it('writes a minus sign', () => {
    expect(logProbability(-4.605)).toBe('\u22124.61');
    expect(logProbability(0)).toBe('0.00');
  });
});

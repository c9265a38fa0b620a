import { describe, expect, it } from 'vitest';
import { commonGround } from './common-ground';

const product = (type: string, category: string, aisle: string) => ({ type, category, aisle });
const BRIE = product('Brie', 'Cheese', 'Dairy & eggs');
const GOUDA = product('Gouda', 'Cheese', 'Dairy & eggs');
const MILK = product('Milk', 'Milk', 'Dairy & eggs');
const SOAP = product('Soap', 'Washing', 'Household');

describe('common ground', () => {
  it('takes the narrowest word that fits six of ten', () => {
    expect(commonGround([BRIE, BRIE, BRIE, GOUDA, GOUDA])).toEqual({ name: 'Brie', shared: 3 });
    expect(commonGround([BRIE, GOUDA, MILK])).toEqual({ name: 'Cheese', shared: 2 });
    expect(commonGround([BRIE, MILK, SOAP])).toEqual({ name: 'Dairy & eggs', shared: 2 });
  });

  it('claims nothing of a mixture, of one product, or of products without words', () => {
    expect(commonGround([BRIE, SOAP])).toBeNull();
    expect(commonGround([BRIE])).toBeNull();
    expect(commonGround([])).toBeNull();
    expect(commonGround([product('', '', ''), product('', '', '')])).toBeNull();
  });
});

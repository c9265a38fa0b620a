/** What a place in the shop gives the page: its content, and how it follows the basket. */
export interface View {
  readonly element: HTMLElement;
  readonly onBasket?: () => void;
}

/** Up to how many items the dense head looks at each. Beyond, that takes longer than all the rest of a list. */
export const LOOK_AT_ALL = 50_000;

/** Types of chromium-args.mjs for the configurations that are TypeScript. */
export const CHROMIUM_ARGS: string[];
